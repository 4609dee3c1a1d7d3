package io.understudy.hook.samba;

import io.understudy.api.Settings;
import io.understudy.hook.kit.GroupAddress;
import io.understudy.hook.kit.HookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// One Samba server, as configured and found good.
///
/// @param addresses the group's, perhaps with a prefix length, as Samba's `interfaces` takes them
/// @param config the administrator's smb.conf
/// @param copies where the databases' copies are, which are mirrored
/// @param netbios whether nmbd runs too
/// @param smbd the program; nmbd is beside it
/// @param test how often testparm(1) looks at the configuration; zero: never
/// @param timeout for one negotiation
record SambaHookSettings(
    HookSettings hook,
    List<String> addresses,
    String netbiosName,
    Path config,
    Path copies,
    boolean netbios,
    int port,
    Path smbd,
    Duration test,
    Duration timeout) {
  static final String PID = "io.understudy.hook.samba";

  private static final Pattern NETBIOS_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,14}");

  static SambaHookSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    HookSettings hook = HookSettings.of(settings, "files", Duration.ofSeconds(20));
    if (hook.runsOnStandby()) {
      throw settings.refuse(
          "standby",
          "'running' can't be: a second server would write into what is mirrored to it",
          "remove it");
    }
    settings.required("addresses", "192.0.2.100/24");
    Duration timeout =
        settings.duration(
            "timeout", Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMinutes(1));
    if (timeout.compareTo(hook.patience()) > 0) {
      throw settings.refuse(
          "timeout",
          "is longer than patience (" + Settings.words(hook.patience()) + ")",
          "make one negotiation shorter than a whole start");
    }
    return new SambaHookSettings(
        hook,
        settings.list("addresses", SambaHookSettings::address),
        settings.required("netbiosName", "FILES", SambaHookSettings::netbiosName),
        settings.required("config", "/srv/samba/smb.conf", SambaHookSettings::absolute),
        settings.required("copies", "/srv/samba/tdb", SambaHookSettings::absolute),
        settings.flag("netbios", false),
        settings.number("port", 445, 1, 65535),
        settings.value("program", SambaHookSettings::absolute, Path.of("/usr/sbin/smbd")),
        settings.duration("test", Duration.ofMinutes(1), Duration.ZERO, Duration.ofDays(1)),
        timeout);
  }

  /// {@return the address by which the server is asked}
  GroupAddress first() {
    return GroupAddress.of(addresses.getFirst());
  }

  private static String address(String text) {
    GroupAddress.of(text);
    return text;
  }

  private static String netbiosName(String text) {
    if (!NETBIOS_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("use 1 to 15 letters, digits and hyphens: FILES");
    }
    return text.toUpperCase(Locale.ROOT);
  }

  /// A path goes into Samba's configuration, where a line break or a % would mean something else.
  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || text.chars().anyMatch(c -> c < ' ' || c == '%' || c == '\'')) {
      throw new IllegalArgumentException("write a full path, without %, quotes and line breaks");
    }
    return path.normalize();
  }
}
