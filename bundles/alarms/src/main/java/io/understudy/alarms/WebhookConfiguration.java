package io.understudy.alarms;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of io.understudy.alarm.webhook-*.cfg.
@ObjectClassDefinition(
    name = "Understudy: alarm by webhook",
    description = "Posts each alarm as JSON")
@interface WebhookConfiguration {
  @AttributeDefinition(
      name = "Name",
      description = "1 to 32 lower-case letters, digits and hyphens; unique on this node")
  String name();

  @AttributeDefinition(name = "URL", description = "https://HOST/PATH, or http://HOST/PATH")
  String url();

  @AttributeDefinition(
      name = "File with a header",
      required = false,
      description = "A file of mode 0600 with one line, like Authorization: Bearer ...")
  String headerFile() default "";

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
