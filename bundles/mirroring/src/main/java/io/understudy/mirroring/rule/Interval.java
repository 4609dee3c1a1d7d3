package io.understudy.mirroring.rule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/// When a rule's passes begin.
public sealed interface Interval {
  /// What isn't sent at once is still told at once.
  Duration USUAL_GATHER = Duration.ofMillis(100);

  /// How long changes may wait to be told together.
  Duration gather();

  /// {@return when the next pass begins; empty if it is as soon as something is due, or never}
  ///
  /// @param last when the last one began
  Optional<Instant> next(Instant last, ZoneId zone);

  /// As soon as something changes.
  record Continuous() implements Interval {
    private static final Duration GATHER = Duration.ofMillis(1);

    @Override
    public Duration gather() {
      return GATHER;
    }

    @Override
    public Optional<Instant> next(Instant last, ZoneId zone) {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "continuous";
    }
  }

  /// Again and again.
  ///
  /// @param text as it was configured
  record Every(Duration pause, String text) implements Interval {
    @Override
    public Duration gather() {
      return USUAL_GATHER;
    }

    @Override
    public Optional<Instant> next(Instant last, ZoneId zone) {
      return Optional.of(last.plus(pause));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// At times of the wall clock.
  ///
  /// @param text as it was configured
  record Cron(String text, ExecutionTime times) implements Interval {
    static Cron parse(String text) {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      return new Cron(text, ExecutionTime.forCron(parser.parse(text).validate()));
    }

    @Override
    public Duration gather() {
      return USUAL_GATHER;
    }

    @Override
    public Optional<Instant> next(Instant last, ZoneId zone) {
      return times.nextExecution(last.atZone(zone)).map(ZonedDateTime::toInstant);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
