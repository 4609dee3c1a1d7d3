package io.understudy.lab.mirroring;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The command line's options.
///
/// @param seconds for how long a load lasts
/// @param idle for how long nothing changes
/// @param intervals of the curve
record Wishes(
    List<Contestant> contenders,
    Set<Play> plays,
    List<Integer> rates,
    double scale,
    int runs,
    Duration seconds,
    Duration idle,
    List<String> intervals,
    long seed) {
  static final String USAGE =
      """
      Usage: benchmark-mirroring [--contenders A,B] [--scenarios A,B] [--ops 50,500] [--scale 1]
                                 [--runs 1] [--seconds 20] [--idle 60]
                                 [--intervals 1s,10s,1m,10m] [--seed 1]

      Mirrors a generated tree between two nodes in network namespaces of this machine, under the
      load of an IMAP server, and prints the medians as a table. Needs root, and at scale 1 (120,000
      files and one of 1 GiB) 5 GB in /var/tmp. All of it takes more than an hour, most of it the
      curve of intervals. Ends with 0 if Understudy kept to what is asked.
      """;

  Wishes {
    contenders = List.copyOf(contenders);
    plays = Set.copyOf(plays);
    rates = List.copyOf(rates);
    intervals = List.copyOf(intervals);
  }

  static String help() {
    return USAGE
        + "Contenders: "
        + Arrays.stream(Contestant.values()).map(Contestant::word).collect(Collectors.joining(" "))
        + "\nScenarios: "
        + Arrays.stream(Play.values()).map(Play::word).collect(Collectors.joining(" "));
  }

  /// @throws IllegalArgumentException with what is wrong
  static Wishes of(List<String> arguments) {
    List<Contestant> contenders = List.of(Contestant.values());
    Set<Play> plays = EnumSet.allOf(Play.class);
    List<Integer> rates = List.of(50, 500);
    double scale = 1;
    int runs = 1;
    int seconds = 20;
    int idle = 60;
    List<String> intervals = List.of("1s", "10s", "1m", "10m");
    long seed = 1;
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value");
      }
      String value = arguments.get(i + 1);
      List<String> values = List.of(value.split(","));
      switch (arguments.get(i)) {
        case "--contenders" -> contenders = values.stream().map(Wishes::contender).toList();
        case "--scenarios" -> plays = values.stream().map(Wishes::play).collect(Collectors.toSet());
        case "--ops" -> rates = values.stream().map(text -> number(text, 1, 10_000)).toList();
        case "--scale" -> scale = Math.clamp(Double.parseDouble(value), 0.001, 20);
        case "--runs" -> runs = number(value, 1, 100);
        case "--seconds" -> seconds = number(value, 2, 3600);
        case "--idle" -> idle = number(value, 2, 3600);
        case "--intervals" -> intervals = values;
        case "--seed" -> seed = Long.parseLong(value);
        default -> throw new IllegalArgumentException("no option " + arguments.get(i));
      }
    }
    return new Wishes(
        contenders,
        plays,
        rates,
        scale,
        runs,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(idle),
        intervals,
        seed);
  }

  private static int number(String text, int least, int most) {
    int number = Integer.parseInt(text);
    if (number < least || number > most) {
      throw new IllegalArgumentException("%s: use %d to %d".formatted(text, least, most));
    }
    return number;
  }

  private static Contestant contender(String word) {
    return Arrays.stream(Contestant.values())
        .filter(one -> one.word().equals(word))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(word + ": no such contender"));
  }

  private static Play play(String word) {
    return Arrays.stream(Play.values())
        .filter(one -> one.word().equals(word))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(word + ": no such scenario"));
  }

  /// {@return an interval's length, of `1s`, `10m`, `1h`}
  static Duration length(String interval) {
    return Duration.parse("PT" + interval.toUpperCase(Locale.ROOT));
  }
}
