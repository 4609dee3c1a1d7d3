package io.understudy.arbitration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
    name = "Understudy: arbitration",
    description = "What all reference devices share.")
@interface PortConfig {
  String PID = "io.understudy.arbitration";

  @AttributeDefinition(description = "Network interface on the devices' LAN, like eth0")
  String interface$();

  @AttributeDefinition(
      description =
          "The nodes' addresses on that LAN, as NODE@ADDRESS with commas between, IPv4 and IPv6;"
              + " beats that are reflected by a device bear them. This node's own do no harm.")
  String[] peers() default {};
}
