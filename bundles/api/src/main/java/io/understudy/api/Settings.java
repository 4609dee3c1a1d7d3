package io.understudy.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The keys and values of one configuration file, read with their types. Every refusal names the
/// file, the key, the value and what would be right.
///
/// @param file the PID, which is the file's name without `.cfg`
/// @param values as Config Admin holds them
public record Settings(String file, Map<String, ?> values) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  /// A setting that can't be accepted.
  public static final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String what;
    private final String remedy;

    public Refused(String file, String key, String what, String remedy) {
      super("%s.cfg: %s: %s; %s".formatted(file, key, what, remedy));
      this.key = key;
      this.what = what;
      this.remedy = remedy;
    }

    /// {@return the same as an objection of a [SettingsCheck]}
    public SettingsCheck.Objection objection() {
      return new SettingsCheck.Objection(key, what, remedy);
    }
  }

  /// {@return the objections of a reader that throws [Refused]; empty if it accepts}
  public static List<SettingsCheck.Objection> objections(Runnable reader) {
    try {
      reader.run();
      return List.of();
    } catch (Refused refused) {
      return List.of(refused.objection());
    }
  }

  /// {@return the file's name as it is on the disk, where Config Admin knows it, else from the PID}
  public static Settings of(String pid, Map<String, ?> values) {
    Object full = values.get("service.pid");
    return new Settings(full == null ? pid : full.toString().replaceFirst("~", "-"), values);
  }

  public Refused refuse(String key, String what, String remedy) {
    return new Refused(file, key, what, remedy);
  }

  public Optional<String> text(String key) {
    Object value = values.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  public String required(String key, String example) {
    return text(key).orElseThrow(() -> refuse(key, "is missing", "set it, like " + example));
  }

  /// {@return the value made into what it stands for, or `otherwise` where it isn't set}
  public <T> T value(String key, Function<String, T> reader, T otherwise) {
    return text(key).map(text -> read(key, text, reader)).orElse(otherwise);
  }

  public <T> T required(String key, String example, Function<String, T> reader) {
    return read(key, required(key, example), reader);
  }

  private <T> T read(String key, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (Refused refused) {
      throw refused;
    } catch (IllegalArgumentException wrong) {
      String why = wrong.getMessage() == null ? wrong.toString() : wrong.getMessage();
      throw refuse(key, "'" + text + "' can't be used", why);
    }
  }

  /// Splits at commas; FileInstall delivers a list as one string.
  public List<String> list(String key) {
    Object value = values.get(key);
    List<String> parts = new ArrayList<>();
    Consumer<Object> add =
        one ->
            Arrays.stream(one.toString().split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .forEach(parts::add);
    switch (value) {
      case null -> {}
      case Object[] array -> Arrays.stream(array).forEach(add);
      case Iterable<?> many -> many.forEach(add::accept);
      default -> add.accept(value);
    }
    return List.copyOf(parts);
  }

  public <T> List<T> list(String key, Function<String, T> reader) {
    return list(key).stream().map(text -> read(key, text, reader)).toList();
  }

  /// {@return a duration like `25ms`, `1s`, `10m`, within the range, ends included}
  public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher form = DURATION.matcher(text.get());
    if (!form.matches()) {
      throw refuse(
          key, "'" + text.get() + "' is no duration", "write a number and ms, s, m, h or d: 25ms");
    }
    long number = Long.parseLong(form.group(1));
    Duration duration =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw refuse(
          key,
          "'" + text.get() + "' is out of range",
          "use " + words(least) + " to " + words(most));
    }
    return duration;
  }

  public int number(String key, int otherwise, int least, int most) {
    return value(
        key,
        text -> {
          try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException said) {
            // the refusal below says it better
          }
          throw refuse(
              key, "'" + text + "' can't be used", "use a number, " + least + " to " + most);
        },
        otherwise);
  }

  public boolean flag(String key, boolean otherwise) {
    return value(
        key,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "on", "yes" -> true;
              case "false", "off", "no" -> false;
              default -> throw refuse(key, "'" + text + "' is neither on nor off", "use on or off");
            },
        otherwise);
  }

  /// {@return the constant whose lower-case name is the value}
  public <E extends Enum<E>> E choice(String key, E otherwise) {
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return value(
        key,
        text ->
            Arrays.stream(all)
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        refuse(
                            key,
                            "'" + text + "' is no choice",
                            "use "
                                + String.join(
                                    " or ",
                                    Arrays.stream(all)
                                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                                        .toList()))),
        otherwise);
  }

  /// {@return the duration as one writes it in a .cfg file}
  public static String words(Duration duration) {
    long millis = duration.toMillis();
    return millis % 60_000 == 0 && millis > 0
        ? millis / 60_000 + "m"
        : millis % 1000 == 0 && millis > 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
