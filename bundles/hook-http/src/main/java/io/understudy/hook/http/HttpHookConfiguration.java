package io.understudy.hook.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.hook.http-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: web server",
    description = "Starts, stops and checks one web server")
@interface HttpHookConfiguration {
  @AttributeDefinition(name = "Name", description = "by which a group lists the service")
  String name();

  @AttributeDefinition(
      name = "Unit",
      required = false,
      description = "systemd unit, like nginx.service; or set a command; or neither")
  String unit() default "";

  @AttributeDefinition(
      name = "Command",
      required = false,
      description = "program and arguments that stay in the foreground; no shell")
  String command() default "";

  @AttributeDefinition(
      name = "Directory",
      required = false,
      description = "what the embedded web server shows, if there is neither unit nor command")
  String directory() default "www";

  @AttributeDefinition(
      name = "Port",
      required = false,
      min = "1",
      max = "65535",
      description = "of the embedded web server")
  int port() default 80;

  @AttributeDefinition(
      name = "URL",
      required = false,
      description = "asked to see whether it serves; on this node: http://127.0.0.1:80/")
  String url() default "";

  @AttributeDefinition(
      name = "Host",
      required = false,
      description = "Host header of that request, for a server with several sites")
  String host() default "";

  @AttributeDefinition(name = "Status", min = "100", max = "599", description = "expected answer")
  int status() default 200;

  @AttributeDefinition(
      name = "Match",
      required = false,
      description = "text that the answer must contain, within its first 64 KiB")
  String match() default "";

  @AttributeDefinition(
      name = "Trust",
      required = false,
      description = "with https: system, none, or the full path of a PEM file with certificates")
  String trust() default "system";

  @AttributeDefinition(
      name = "Test",
      required = false,
      description = "command that tests the configuration, like nginx -t or apachectl configtest")
  String test() default "";

  @AttributeDefinition(
      name = "Test every",
      required = false,
      description = "how often, on the standby too; 0s: never")
  String testEvery() default "1m";

  @AttributeDefinition(name = "Timeout", description = "for one request")
  String timeout() default "2s";

  @AttributeDefinition(
      name = "On the standby",
      description = "running makes a takeover faster",
      options = {
        @Option(label = "stopped", value = "stopped"),
        @Option(label = "running", value = "running")
      })
  String standby() default "stopped";

  @AttributeDefinition(name = "Patience", description = "how long a start or a stop may take")
  String patience() default "20s";

  @AttributeDefinition(
      name = "Stop signal",
      description = "that ends the command in an orderly way; nginx: QUIT, Apache httpd: WINCH",
      options = {
        @Option(label = "TERM", value = "TERM"),
        @Option(label = "QUIT", value = "QUIT"),
        @Option(label = "INT", value = "INT"),
        @Option(label = "HUP", value = "HUP"),
        @Option(label = "USR1", value = "USR1"),
        @Option(label = "USR2", value = "USR2"),
        @Option(label = "WINCH", value = "WINCH")
      })
  String stopSignal() default "TERM";
}
