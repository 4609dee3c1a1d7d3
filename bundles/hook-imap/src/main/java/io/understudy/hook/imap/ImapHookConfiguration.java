package io.understudy.hook.imap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.hook.imap-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: IMAP",
    description = "Starts, stops and checks one Dovecot, which belongs to a group")
@interface ImapHookConfiguration {
  @AttributeDefinition(name = "Name", description = "by which a group lists the service")
  String name();

  @AttributeDefinition(
      name = "Addresses",
      description = "the group's, as in io.understudy.takeover-GROUP.cfg: 192.0.2.100/24")
  String addresses();

  @AttributeDefinition(
      name = "Configuration",
      description = "your own dovecot.conf; best below a mirrored directory")
  String config();

  @AttributeDefinition(
      name = "Spool",
      description = "the mirrored directory with the mail; a mark of the last owner is kept there")
  String spool();

  @AttributeDefinition(
      name = "Indexes",
      required = false,
      description = "where Dovecot's indexes are on this node; not mirrored")
  String indexes() default "";

  @AttributeDefinition(
      name = "Run directory",
      required = false,
      description = "for Dovecot's sockets, on this node; everybody may enter it")
  String runtime() default "";

  @AttributeDefinition(
      name = "Check user",
      description = "an account of its own, by which the login is tried")
  String checkUser();

  @AttributeDefinition(
      name = "Check password",
      description = "full path of a file (mode 0600) with that account's password")
  String checkPassword();

  @AttributeDefinition(
      name = "Port",
      required = false,
      min = "0",
      max = "65535",
      description = "at which the login is tried; 0: 993 with tls = on, else 143")
  int port() default 0;

  @AttributeDefinition(
      name = "TLS",
      required = false,
      description = "how the login is tried",
      options = {
        @Option(label = "off", value = "off"),
        @Option(label = "on", value = "on"),
        @Option(label = "starttls", value = "starttls")
      })
  String tls() default "off";

  @AttributeDefinition(
      name = "Trust",
      required = false,
      description = "system, none, or the full path of a PEM file with certificates")
  String trust() default "system";

  @AttributeDefinition(
      name = "Host",
      required = false,
      description = "the name that the certificate must have")
  String host() default "";

  @AttributeDefinition(name = "Program", required = false, description = "the full path of dovecot")
  String program() default "/usr/sbin/dovecot";

  @AttributeDefinition(
      name = "Test",
      required = false,
      description = "how often the configuration is tested by doveconf, on the standby too")
  String test() default "1m";

  @AttributeDefinition(name = "Timeout", required = false, description = "for one login")
  String timeout() default "5s";

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
