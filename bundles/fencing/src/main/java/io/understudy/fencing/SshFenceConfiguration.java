package io.understudy.fencing;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of a `io.understudy.fencing.ssh-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: fence by login",
    description = "Puts the peer into standby by SSH, over each of its interfaces")
@interface SshFenceConfiguration {
  @AttributeDefinition(name = "Name", description = "of this fence, unique on this node")
  String name();

  @AttributeDefinition(name = "Node", description = "whom it puts into standby")
  String node();

  @AttributeDefinition(
      name = "Addresses",
      description = "of each interface of that node: 10.0.0.2, 10.1.0.2:2222, [fd00::2]")
  String addresses();

  @AttributeDefinition(name = "User", description = "to log in as; it runs the node there")
  String user() default "root";

  @AttributeDefinition(
      name = "Key",
      description = "private key (ECDSA), readable by its user alone")
  String key() default "data/fencing/id";

  @AttributeDefinition(name = "Known hosts", description = "the pinned host keys")
  String knownHosts() default "data/fencing/known_hosts";

  @AttributeDefinition(name = "Level", min = "1", max = "9", description = "lower ones come first")
  int level() default 1;

  @AttributeDefinition(name = "Timeout", description = "for one attempt")
  String timeout() default "3s";

  @AttributeDefinition(name = "Delay", description = "before an attempt")
  String delay() default "0s";

  @AttributeDefinition(name = "Random delay", description = "up to this much more")
  String delayMax() default "0s";
}
