package io.understudy.heartbeat;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
    name = "Understudy: heartbeat",
    description = "The key by which the nodes of the cluster know each other.")
@interface SealConfig {
  String PID = "io.understudy.heartbeat";

  @AttributeDefinition(
      description =
          "File with the cluster's key: 64 hexadecimal digits, the same on every node, readable"
              + " for its owner only (mode 0600). A relative name starts at the node's home.")
  String key();
}
