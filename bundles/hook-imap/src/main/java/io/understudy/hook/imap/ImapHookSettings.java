package io.understudy.hook.imap;

import io.understudy.api.Settings;
import io.understudy.hook.kit.GroupAddress;
import io.understudy.hook.kit.HookSettings;
import io.understudy.hook.kit.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One Dovecot, as configured and found good.
///
/// @param addresses the group's
/// @param config the administrator's dovecot.conf
/// @param spool the mirrored directory
/// @param indexes not mirrored
/// @param runtime for sockets
/// @param test how often doveconf(1) looks at the configuration; zero: never
record ImapHookSettings(
    HookSettings hook,
    List<GroupAddress> addresses,
    Path config,
    Path spool,
    Path indexes,
    Path runtime,
    Login login,
    Path dovecot,
    Duration test) {
  static final String PID = "io.understudy.hook.imap";

  /// The longest name of a socket is 107 bytes, and Dovecot's own parts of it need some.
  private static final int LONGEST_RUNTIME = 70;

  enum Tls {
    OFF,
    ON,
    STARTTLS
  }

  /// How to see whether it serves.
  ///
  /// @param password the file that has it
  /// @param host the name that the certificate must have
  record Login(
      int port, Tls tls, Trust trust, String host, String user, Path password, Duration timeout) {}

  static ImapHookSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    HookSettings hook = HookSettings.of(settings, "mail", Duration.ofSeconds(20));
    if (hook.runsOnStandby()) {
      throw settings.refuse(
          "standby",
          "'running' can't be: a second server would write into what is mirrored to it",
          "remove it");
    }
    settings.required("addresses", "192.0.2.100/24");
    List<GroupAddress> addresses = settings.list("addresses", GroupAddress::of);
    Path runtime = place(settings, "runtime", Path.of("/run/understudy-imap").resolve(hook.name()));
    if (runtime.toString().length() > LONGEST_RUNTIME) {
      throw settings.refuse(
          "runtime",
          "'" + runtime + "' is too long for sockets",
          "use a path of at most " + LONGEST_RUNTIME + " characters");
    }
    Path spool = settings.required("spool", "/srv/mail", ImapHookSettings::absolute);
    Path indexes =
        place(settings, "indexes", Path.of("/var/cache/understudy-imap").resolve(hook.name()));
    if (indexes.startsWith(spool) || spool.startsWith(indexes)) {
      throw settings.refuse(
          "indexes",
          "'%s' and the spool '%s' are one in the other".formatted(indexes, spool),
          "put the indexes elsewhere: they are removed when the owner changes");
    }
    return new ImapHookSettings(
        hook,
        addresses,
        settings.required("config", "/srv/mail/dovecot.conf", ImapHookSettings::absolute),
        spool,
        indexes,
        runtime,
        login(settings, hook, addresses.getFirst()),
        settings.value("program", ImapHookSettings::absolute, Path.of("/usr/sbin/dovecot")),
        settings.duration("test", Duration.ofMinutes(1), Duration.ZERO, Duration.ofDays(1)));
  }

  private static Login login(Settings settings, HookSettings hook, GroupAddress address) {
    Tls tls = settings.choice("tls", Tls.OFF);
    int port = settings.number("port", 0, 0, 65535);
    Duration timeout =
        settings.duration(
            "timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
    if (timeout.compareTo(hook.patience()) > 0) {
      throw settings.refuse(
          "timeout",
          "is longer than patience (" + Settings.words(hook.patience()) + ")",
          "make one login shorter than a whole start");
    }
    return new Login(
        port > 0 ? port : tls == Tls.ON ? 993 : 143,
        tls,
        settings.value("trust", Trust::of, new Trust.System()),
        settings.value("host", ImapHookSettings::printable, address.toString()),
        settings.required("checkUser", "check", ImapHookSettings::printable),
        settings.required("checkPassword", "/srv/mail/check.password", ImapHookSettings::absolute),
        timeout);
  }

  private static Path place(Settings settings, String key, Path otherwise) {
    return settings.value(key, ImapHookSettings::absolute, otherwise);
  }

  private static String printable(String text) {
    if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("use letters, digits and signs without blanks");
    }
    return text;
  }

  /// A path goes into Dovecot's configuration, where blanks and some signs mean something.
  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || text.chars().anyMatch(c -> c <= ' ' || "%#\"'".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("write a full path, without blanks, quotes, % and #");
    }
    return path.normalize();
  }
}
