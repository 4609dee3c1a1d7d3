package io.understudy.fencing.agent;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of a `io.understudy.fencing.agent-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: fence agent",
    description = "Cuts a node's power by a program of the fence-agents packages")
@interface AgentConfiguration {
  @AttributeDefinition(name = "Name", description = "of this way to fence, like ipmi-b")
  String name();

  @AttributeDefinition(name = "Node", description = "whose power it cuts")
  String node();

  @AttributeDefinition(
      name = "Agent",
      description = "like fence_ipmilan, or the full path of a program")
  String agent();

  @AttributeDefinition(
      name = "Parameters",
      required = false,
      description = "of the agent: name=value, separated by commas; quote values that have commas")
  String parameters() default "";

  @AttributeDefinition(
      name = "Password file",
      required = false,
      description = "mode 0600; its first line is the password, further lines are name=value")
  String passwordFile() default "";

  @AttributeDefinition(
      name = "Action",
      required = false,
      description = "off (can be confirmed) or reboot")
  String action() default "off";

  @AttributeDefinition(
      name = "Then on",
      required = false,
      description = "on: power on again after a confirmed off")
  String thenOn() default "off";

  @AttributeDefinition(
      name = "Verify",
      required = false,
      description = "on: after off the agent's status has to say off too")
  String verify() default "on";

  @AttributeDefinition(
      name = "Level",
      required = false,
      min = "1",
      max = "9",
      description = "lower ones are tried first")
  int level() default 2;

  @AttributeDefinition(
      name = "Timeout",
      required = false,
      description = "for one attempt, delay not included")
  String timeout() default "20s";

  @AttributeDefinition(
      name = "Delay",
      required = false,
      description = "wait before acting, for a victim that should win when two shoot")
  String delay() default "0s";

  @AttributeDefinition(
      name = "Random delay",
      required = false,
      description = "longest random wait on top of the delay")
  String delayMax() default "0s";
}
