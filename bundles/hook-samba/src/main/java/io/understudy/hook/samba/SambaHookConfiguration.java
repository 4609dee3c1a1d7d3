package io.understudy.hook.samba;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.hook.samba-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: Samba",
    description = "Starts, stops and checks one Samba server, which belongs to a group")
@interface SambaHookConfiguration {
  @AttributeDefinition(name = "Name", description = "by which a group lists the service")
  String name();

  @AttributeDefinition(
      name = "Addresses",
      description = "the group's, as in io.understudy.takeover-GROUP.cfg: 192.0.2.100/24")
  String addresses();

  @AttributeDefinition(
      name = "NetBIOS name",
      description = "the server's name for its clients; the group's, not the node's")
  String netbiosName();

  @AttributeDefinition(
      name = "Configuration",
      description = "your own smb.conf with the shares; best below a mirrored directory")
  String config();

  @AttributeDefinition(
      name = "Copies",
      description = "a mirrored directory for copies of Samba's databases")
  String copies();

  @AttributeDefinition(
      name = "NetBIOS",
      required = false,
      description = "on: nmbd runs too, for clients that look for the name by broadcast",
      options = {@Option(label = "off", value = "off"), @Option(label = "on", value = "on")})
  String netbios() default "off";

  @AttributeDefinition(
      name = "Port",
      required = false,
      description = "Where smbd listens, 1 to 65535",
      min = "1",
      max = "65535")
  int port() default 445;

  @AttributeDefinition(name = "Program", required = false, description = "the full path of smbd")
  String program() default "/usr/sbin/smbd";

  @AttributeDefinition(
      name = "Test",
      required = false,
      description = "how often the configuration is tested by testparm, on the standby too")
  String test() default "1m";

  @AttributeDefinition(name = "Timeout", required = false, description = "for one SMB negotiation")
  String timeout() default "2s";

  @AttributeDefinition(
      name = "On the standby",
      required = false,
      description = "stopped: nothing else can be",
      options = {@Option(label = "stopped", value = "stopped")})
  String standby() default "stopped";

  @AttributeDefinition(
      name = "Patience",
      required = false,
      description = "how long a start or a stop may take")
  String patience() default "20s";
}
