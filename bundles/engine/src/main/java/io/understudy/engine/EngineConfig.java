package io.understudy.engine;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// The form of `io.understudy.engine.cfg`. What the values mean is in [EngineSettings].
@ObjectClassDefinition(
    name = "Understudy engine",
    description = "Who this node is, and how fast the cluster decides.")
@interface EngineConfig {
  @AttributeDefinition(description = "Name of this node")
  String node();

  @AttributeDefinition(description = "Names of both nodes, separated by a comma")
  String nodes();

  @AttributeDefinition(
      description = "Timing for a LAN (default), for idle hosts on a good LAN (fast), for a WAN",
      options = {
        @Option(label = "default", value = "default"),
        @Option(label = "fast", value = "fast"),
        @Option(label = "wan", value = "wan")
      })
  String profile() default "default";

  @AttributeDefinition(required = false, description = "Between two beats, like 25ms")
  String beat() default "";

  @AttributeDefinition(required = false, description = "The same while contact is late, like 10ms")
  String burst() default "";

  @AttributeDefinition(required = false, description = "What a peer's grant gives, like 220ms")
  String lease() default "";

  @AttributeDefinition(
      required = false,
      description = "What the reference devices give an owner without contact, like 120ms")
  String verdictLease() default "";

  @AttributeDefinition(
      required = false,
      description = "What a grant for a planned pause gives, like 6s")
  String pauseLease() default "";

  @AttributeDefinition(
      required = false,
      description = "What every wait adds for kernel and scheduler, like 15ms")
  String margin() default "";

  @AttributeDefinition(
      required = false,
      description = "How long after the last contact a standby may still take over, like 60s")
  String window() default "";

  @AttributeDefinition(
      required = false,
      description = "Between two checks of a service, unless its group says otherwise")
  String checkInterval() default "1s";

  @AttributeDefinition(
      required = false,
      description =
          "So many failed checks in a row are one failure, unless the group says otherwise")
  int checkFailures() default 3;

  @AttributeDefinition(
      required = false,
      description = "Quiet time after which an automatic hold is lifted, like 10m; 0s: never")
  String rejoinAfter() default "0s";

  @AttributeDefinition(
      required = false,
      description = "So many failures as owner within failureWindow hold this node back; 0: never")
  int failures() default 3;

  @AttributeDefinition(required = false, description = "The window for failures, like 10m")
  String failureWindow() default "10m";

  @AttributeDefinition(required = false, description = "Between two tests of each fence, like 1h")
  String fenceTestInterval() default "1h";
}
