package io.understudy.deploy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// The form of `io.understudy.deploy.cfg`. What the values mean is in [DeploySettings].
@ObjectClassDefinition(
    name = "Understudy bundle folders",
    description = "What the jars in deploy/ have to be, and how long a new one is watched.")
@interface DeployConfig {
  @AttributeDefinition(
      required = false,
      description = "How long a new bundle is watched before it counts as good; 0s: not at all")
  String probation() default "20s";

  @AttributeDefinition(
      required = false,
      description = "File of certificates (PEM) that jars in deploy/ have to be signed by")
  String signers() default "";
}
