package io.understudy.hook.ocf;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.hook.ocf-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: OCF agent",
    description = "Starts, stops and checks one service by a resource agent")
@interface OcfHookConfiguration {
  @AttributeDefinition(name = "Name", description = "by which a group lists the service")
  String name();

  @AttributeDefinition(name = "Agent", description = "like ocf:heartbeat:Filesystem")
  String agent();

  @AttributeDefinition(
      name = "Parameters",
      required = false,
      description = "of the agent: name=value, separated by commas; quote values that have commas")
  String parameters() default "";

  @AttributeDefinition(
      name = "Role",
      required = false,
      description = "promoted: the owner's is promoted, with agents that can",
      options = {
        @Option(label = "started", value = "started"),
        @Option(label = "promoted", value = "promoted")
      })
  String role() default "started";

  @AttributeDefinition(
      name = "Timeout",
      required = false,
      description = "for one monitor; empty: what the agent advises")
  String timeout() default "";

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
      description = "how long a start or a stop may take; empty: what the agent advises")
  String patience() default "";
}
