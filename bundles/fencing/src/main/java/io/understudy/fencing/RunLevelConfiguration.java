package io.understudy.fencing;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of `io.understudy.fencing.runlevel.cfg`.
@ObjectClassDefinition(
    name = "Understudy: run level",
    description = "systemd targets for a node that is held in standby")
@interface RunLevelConfiguration {
  @AttributeDefinition(
      name = "Standby target",
      required = false,
      description = "isolated when the node becomes held; empty: nothing is")
  String standbyTarget() default "";

  @AttributeDefinition(
      name = "Rejoin target",
      required = false,
      description = "isolated when the hold is lifted; empty: nothing is")
  String rejoinTarget() default "";

  @AttributeDefinition(name = "systemctl", description = "the program")
  String systemctl() default "systemctl";

  @AttributeDefinition(name = "Timeout", description = "for one change of the run level")
  String timeout() default "30s";
}
