package io.understudy.fencing;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// One fence by login, as configured and found good. Whether its files can be used is seen when it
/// is used: they may come later.
///
/// @param key the private key
/// @param knownHosts the pinned host keys
/// @param timeout for an attempt, without the delays
record SshFenceSettings(
    String name,
    NodeId node,
    List<Address> addresses,
    String user,
    Path key,
    Path knownHosts,
    int level,
    Duration timeout,
    Duration delay,
    Duration delayMax) {
  static final String PID = "io.understudy.fencing.ssh";

  private static final int MOST_ADDRESSES = 8;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");

  /// @param home the node's home directory
  static SshFenceSettings of(Map<String, ?> values, Path home) {
    Settings settings = Settings.of(PID, values);
    String name = settings.required("name", "b", text -> new GroupId(text).name());
    NodeId node = settings.required("node", "b", NodeId::new);
    return new SshFenceSettings(
        name,
        node,
        addresses(settings),
        settings.value("user", SshFenceSettings::user, "root"),
        file(settings, "key", home, "data/fencing/id"),
        file(settings, "knownHosts", home, "data/fencing/known_hosts"),
        settings.number("level", 1, 1, 9),
        settings.duration("timeout", Duration.ofSeconds(3), Duration.ofMillis(500), LONGEST),
        settings.duration("delay", Duration.ZERO, Duration.ZERO, LONGEST),
        settings.duration("delayMax", Duration.ZERO, Duration.ZERO, LONGEST));
  }

  private static List<Address> addresses(Settings settings) {
    List<Address> addresses = settings.list("addresses", Address::parse);
    if (addresses.isEmpty()) {
      throw settings.refuse(
          "addresses", "is missing", "name each interface of the node, like 10.0.0.2, 10.1.0.2");
    }
    if (addresses.size() > MOST_ADDRESSES) {
      throw settings.refuse(
          "addresses",
          addresses.size() + " are too many",
          "name at most " + MOST_ADDRESSES + ", one of each interface");
    }
    HashSet<Address> seen = new HashSet<>();
    addresses.stream()
        .filter(address -> !seen.add(address))
        .findFirst()
        .ifPresent(
            twice -> {
              throw settings.refuse(
                  "addresses", "'" + twice + "' stands there twice", "remove one");
            });
    return addresses;
  }

  private static String user(String text) {
    if (!USER.matcher(text).matches()) {
      throw new IllegalArgumentException("write an account's name, like root");
    }
    return text;
  }

  private static Path file(Settings settings, String key, Path home, String otherwise) {
    try {
      return home.resolve(
          settings.text(key).orElse(otherwise).replace("${understudy.home}", home.toString()));
    } catch (InvalidPathException wrong) {
      throw settings.refuse(key, "'" + wrong.getInput() + "' is no file's name", "name a file");
    }
  }

  /// {@return how long an attempt may take, delays included}
  Duration limit() {
    return timeout.plus(delay).plus(delayMax);
  }
}
