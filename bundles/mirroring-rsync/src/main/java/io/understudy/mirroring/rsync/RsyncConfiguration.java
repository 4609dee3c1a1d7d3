package io.understudy.mirroring.rsync;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What the console and the settings guard know of `io.understudy.mirroring.rsync.cfg`.
@ObjectClassDefinition(
    name = "Understudy: mirroring by rsync",
    description = "How this node runs rsync for the rules that choose it")
@interface RsyncConfiguration {
  @AttributeDefinition(
      name = "Program",
      required = false,
      description = "full path of rsync, 3.2.7 or later")
  String program() default "/usr/bin/rsync";

  @AttributeDefinition(
      name = "Names",
      required = false,
      min = "10",
      max = "4000",
      description = "files that one run carries at most")
  int names() default 1000;
}
