package io.understudy.watchdog;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of io.understudy.watchdog.cfg.
@ObjectClassDefinition(
    name = "Understudy: watchdog",
    description = "Resets this machine when the lease logic doesn't work any more")
@interface WatchdogConfiguration {
  @AttributeDefinition(
      name = "Device",
      required = false,
      description = "like /dev/watchdog; empty: none is fed")
  String device() default "";

  @AttributeDefinition(
      name = "Timeout",
      required = false,
      description = "after which the device resets the machine, 2s to 5m, whole seconds")
  String timeout() default "10s";
}
