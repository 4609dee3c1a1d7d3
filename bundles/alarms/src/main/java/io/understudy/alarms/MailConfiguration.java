package io.understudy.alarms;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of io.understudy.alarm.mail-*.cfg.
@ObjectClassDefinition(name = "Understudy: alarm by mail", description = "Mails each alarm by SMTP")
@interface MailConfiguration {
  @AttributeDefinition(
      name = "Name",
      description = "1 to 32 lower-case letters, digits and hyphens; unique on this node")
  String name();

  @AttributeDefinition(name = "Server", description = "Name or address of the mail server")
  String server();

  @AttributeDefinition(
      name = "Port",
      required = false,
      description = "1 to 65535; 587, 465 or 25 by the security")
  String port() default "";

  @AttributeDefinition(
      name = "Security",
      required = false,
      description = "How the connection is protected; there is no way back to none by itself",
      options = {
        @Option(label = "STARTTLS", value = "starttls"),
        @Option(label = "TLS from the start", value = "tls"),
        @Option(label = "none", value = "none")
      })
  String security() default "starttls";

  @AttributeDefinition(name = "From", description = "The address that it comes from")
  String from();

  @AttributeDefinition(name = "To", description = "Addresses, separated by commas")
  String to();

  @AttributeDefinition(name = "User", required = false, description = "If the server wants one")
  String user() default "";

  @AttributeDefinition(
      name = "File with the password",
      required = false,
      description = "Of mode 0600; together with the user")
  String passwordFile() default "";

  @AttributeDefinition(
      name = "Certificates",
      required = false,
      description = "File (PEM) of those that the server's is issued by; empty: the JDK's")
  String certificates() default "";

  @AttributeDefinition(
      name = "Severity",
      required = false,
      description = "Problems below aren't sent",
      options = {
        @Option(label = "note", value = "note"),
        @Option(label = "warning", value = "warning"),
        @Option(label = "alarm", value = "alarm")
      })
  String severity() default "warning";

  @AttributeDefinition(
      name = "Reminder",
      required = false,
      description = "A problem that lasts is sent again after it; 0s: never; up to 30d")
  String reminder() default "4h";

  @AttributeDefinition(
      name = "Events",
      required = false,
      description = "Kinds of the history that are sent too, separated by commas")
  String events() default "claimed,conflict,fences";

  @AttributeDefinition(name = "Timeout", required = false, description = "Of one attempt, 1s to 5m")
  String timeout() default "10s";
}
