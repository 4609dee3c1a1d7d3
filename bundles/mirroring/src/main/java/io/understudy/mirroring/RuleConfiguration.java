package io.understudy.mirroring;

import io.understudy.mirroring.rule.RuleSettings;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/// What the console and the settings guard know of a `io.understudy.mirroring.rule-NAME.cfg`.
@ObjectClassDefinition(
    name = "Understudy: mirror rule",
    description = "Mirrors one file or directory from the owner of a group to its standby")
@interface RuleConfiguration {
  @AttributeDefinition(name = "Name", description = "the same on both nodes, like mail")
  String name();

  @AttributeDefinition(name = "Group", description = "whose owner sends it")
  String group();

  @AttributeDefinition(
      name = "Path",
      description = "absolute; of two rules the one with the longer path has what is in both")
  String path();

  @AttributeDefinition(
      name = "Kind",
      required = false,
      options = {@Option(value = "directory"), @Option(value = "file")},
      description = "what the path is")
  String kind() default "directory";

  @AttributeDefinition(
      name = "Interval",
      description = "continuous; or a duration like 1s, 1m, 1h; or a cron expression: 0 3 * * *")
  String interval();

  @AttributeDefinition(
      name = "Strategy",
      required = false,
      description = "how files travel: stream or rsync")
  String strategy() default "stream";

  @AttributeDefinition(
      name = "Include",
      required = false,
      description = "patterns like in a .gitignore, separated by commas; empty: everything")
  String include() default "";

  @AttributeDefinition(
      name = "Exclude",
      required = false,
      description = "patterns like *.tmp, cache/, /logs/**, separated by commas")
  String exclude() default "";

  @AttributeDefinition(
      name = "Deletions",
      required = false,
      description = "on: what is deleted here is deleted in the copy too")
  String deletions() default "on";

  @AttributeDefinition(
      name = "Bandwidth",
      required = false,
      description = "bytes a second at most, like 500k or 10M; 0: no limit")
  String bandwidth() default "0";

  @AttributeDefinition(
      name = "CPU",
      required = false,
      min = "1",
      max = "100",
      description = "share of one processor, in percent; passes that need more take longer")
  int cpu() default RuleSettings.USUAL_CPU;

  @AttributeDefinition(
      name = "Priority",
      required = false,
      min = "1",
      max = "9",
      description = "1 comes first; 6 to 9 give way while others wait for processor or disk")
  int priority() default 5;

  @AttributeDefinition(
      name = "Longest lag",
      required = false,
      description = "how old a copy may be for a takeover, like 30s; empty: as old as it likes")
  String maxLag() default "";

  @AttributeDefinition(
      name = "Too old",
      required = false,
      options = {@Option(value = "allow"), @Option(value = "ask"), @Option(value = "refuse")},
      description = "whether a copy that is too old, or not complete yet, is taken over")
  String tooOld() default "ask";

  @AttributeDefinition(
      name = "Before",
      required = false,
      description =
          "command before each pass, like a dump; no shell; where it fails there is no pass")
  String before() default "";

  @AttributeDefinition(name = "After", required = false, description = "command after each pass")
  String after() default "";

  @AttributeDefinition(
      name = "Patience",
      required = false,
      description = "how long such a command may take")
  String patience() default "1m";

  @AttributeDefinition(
      name = "Scrub",
      required = false,
      description = "how often all contents are compared, like 7d; 0: never")
  String scrub() default "0";

  @AttributeDefinition(
      name = "Sync",
      required = false,
      options = {@Option(value = "never"), @Option(value = "pass"), @Option(value = "file")},
      description = "when the copy has to be on the standby's disk")
  String sync() default "pass";
}
