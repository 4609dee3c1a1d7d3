package io.understudy.hook.systemd;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.hook.systemd-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: systemd unit",
    description = "Starts, stops and checks one systemd unit")
@interface SystemdHookConfiguration {
  @AttributeDefinition(name = "Name", description = "by which a group lists the service")
  String name();

  @AttributeDefinition(name = "Unit", description = "like postgresql.service; any type of unit")
  String unit();

  @AttributeDefinition(
      name = "Check",
      required = false,
      description = "program and arguments that end with exit code 0 if it serves; no shell")
  String check() default "";

  @AttributeDefinition(name = "Timeout", required = false, description = "for one check")
  String timeout() default "5s";

  @AttributeDefinition(
      name = "On the standby",
      required = false,
      description = "running makes a takeover faster",
      options = {
        @Option(label = "stopped", value = "stopped"),
        @Option(label = "running", value = "running")
      })
  String standby() default "stopped";

  @AttributeDefinition(
      name = "Patience",
      required = false,
      description = "how long a start or a stop may take")
  String patience() default "90s";
}
