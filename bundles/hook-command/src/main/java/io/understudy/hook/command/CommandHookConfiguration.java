package io.understudy.hook.command;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.hook.command-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: commands",
    description = "Starts, stops and checks one service by three commands")
@interface CommandHookConfiguration {
  @AttributeDefinition(name = "Name", description = "by which a group lists the service")
  String name();

  @AttributeDefinition(name = "Start", description = "program and arguments that start it")
  String start();

  @AttributeDefinition(name = "Stop", description = "program and arguments that stop it")
  String stop();

  @AttributeDefinition(
      name = "Kill",
      required = false,
      description = "program and arguments that end it by force, where stop doesn't")
  String kill() default "";

  @AttributeDefinition(
      name = "Status",
      description = "program and arguments that say by their exit code whether it runs")
  String status();

  @AttributeDefinition(
      name = "Running",
      required = false,
      description = "exit codes of status that mean: it runs and serves")
  String running() default "0";

  @AttributeDefinition(
      name = "Stopped",
      required = false,
      description = "exit codes of status that mean: it doesn't run; all others: it is sick")
  String stopped() default "3";

  @AttributeDefinition(
      name = "Shell",
      required = false,
      description = "on: each command is a line for /bin/sh")
  String shell() default "off";

  @AttributeDefinition(
      name = "Directory",
      required = false,
      description = "where the commands run; below the node's home, or absolute")
  String directory() default "";

  @AttributeDefinition(name = "Timeout", required = false, description = "for one status")
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
      description = "how long a start or a stop may take, until status says so")
  String patience() default "20s";
}
