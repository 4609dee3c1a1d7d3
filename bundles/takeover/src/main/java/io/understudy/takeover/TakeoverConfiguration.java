package io.understudy.takeover;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.takeover-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: takeover",
    description = "The addresses that move with a group, and how they are announced")
@interface TakeoverConfiguration {
  @AttributeDefinition(name = "Group", description = "the group that the addresses belong to")
  String group();

  @AttributeDefinition(name = "Interface", description = "LAN device, like eth0")
  String interface$();

  @AttributeDefinition(
      name = "Addresses",
      description =
          "addresses with prefix length, with commas between: 10.0.0.100/24, fd00::100/64")
  String addresses();

  @AttributeDefinition(
      name = "MAC",
      description = "virtual: the group has a MAC address of its own; interface: the device's",
      options = {
        @Option(label = "of the group", value = "virtual"),
        @Option(label = "of the interface", value = "interface")
      })
  String mac() default "virtual";

  @AttributeDefinition(
      name = "Virtual MAC",
      required = false,
      description = "MAC address of the group, the same on every node; derived if left out")
  String virtualMac() default "";

  @AttributeDefinition(
      name = "Announce",
      description = "when to announce again after a claim; the first leaves at once")
  String announce() default "20ms, 100ms, 500ms, 2s, 10s";

  @AttributeDefinition(
      name = "Announce every",
      type = AttributeType.STRING,
      description = "gap between announcements after that; less than the switches remember, 5 min")
  String announceEvery() default "1m";
}
