package io.understudy.heartbeat;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
    name = "Understudy: heartbeat path",
    description = "One network route to one other node.")
@interface PathConfig {
  String PID = "io.understudy.heartbeat.path";

  @AttributeDefinition(description = "Name of the path, the same on both nodes")
  String name();

  @AttributeDefinition(description = "The other node")
  String node();

  @AttributeDefinition(description = "Own address, like 10.0.0.1, fd00::1 or fe80::1%eth1")
  String local();

  @AttributeDefinition(description = "The other node's address")
  String remote();

  @AttributeDefinition(description = "UDP port on both nodes", min = "1", max = "65535")
  int port() default 7789;
}
