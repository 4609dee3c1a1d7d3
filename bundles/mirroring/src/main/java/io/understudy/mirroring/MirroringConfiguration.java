package io.understudy.mirroring;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of `io.understudy.mirroring.cfg`.
@ObjectClassDefinition(
    name = "Understudy: mirroring",
    description = "How this node and the other one mirror files; what is mirrored say the rules")
@interface MirroringConfiguration {
  @AttributeDefinition(name = "Key", description = "file with the cluster's key, mode 0600")
  String key();

  @AttributeDefinition(
      name = "Listen",
      description = "this node's addresses on which it takes mirrored data, like 10.0.0.1")
  String listen();

  @AttributeDefinition(
      name = "Port",
      required = false,
      min = "1",
      max = "65535",
      description = "TCP, the same on both nodes")
  int port() default MirroringSettings.PORT;

  @AttributeDefinition(
      name = "Peers",
      description = "the other node's addresses, the preferred one first, like b@10.0.0.2")
  String peers();

  @AttributeDefinition(
      name = "CPU",
      required = false,
      min = "1",
      max = "400",
      description = "what all rules may use together, in percent of one processor")
  int cpu() default MirroringSettings.USUAL_CPU;
}
