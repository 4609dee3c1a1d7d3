package io.understudy.arbitration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
    name = "Understudy: reference device",
    description = "Anything on the LAN that answers a ping and isn't a node.")
@interface DeviceConfig {
  String PID = "io.understudy.arbitration.device";

  @AttributeDefinition(description = "Name of the device, the same on both nodes")
  String name();

  @AttributeDefinition(description = "Its IPv4 or IPv6 address")
  String address();

  @AttributeDefinition(description = "How much it counts", min = "1", max = "100")
  int weight() default 1;
}
