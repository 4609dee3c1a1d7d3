package io.understudy.tickle;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of io.understudy.tickle.cfg.
@ObjectClassDefinition(
    name = "Understudy: tickle",
    description = "After a takeover tells clients that their connections to the former owner ended")
@interface TickleConfiguration {
  @AttributeDefinition(
      name = "Enabled",
      type = AttributeType.STRING,
      required = false,
      description = "off: clients find out by themselves, at their next request or time limit")
  String enabled() default "on";

  @AttributeDefinition(
      name = "Interval",
      type = AttributeType.STRING,
      required = false,
      description = "how often an owner looks at its connections, 1s to 1m")
  String interval() default "2s";
}
