package io.understudy.web;

import io.understudy.api.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where the web server listens, and with what.
///
/// @param host an IP address or a name that the resolver knows
/// @param pem empty: a certificate of its own
/// @param session how long somebody may do nothing and is still logged in
record WebSettings(String host, int port, Optional<Pem> pem, Duration session) {
  static final String PID = "io.understudy.web";

  /// A certificate from elsewhere.
  record Pem(Path certificate, Path key) {}

  /// @throws Settings.Refused naming file, key, value and what would be right
  static WebSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    String host = settings.value("host", WebSettings::resolvable, "127.0.0.1");
    int port = settings.number("port", 8443, 1, 65535);
    Optional<Path> certificate =
        Optional.ofNullable(settings.value("certificate", WebSettings::readable, null));
    Optional<Path> key = Optional.ofNullable(settings.value("key", WebSettings::readable, null));
    if (certificate.isPresent() != key.isPresent()) {
      String missing = certificate.isPresent() ? "key" : "certificate";
      throw settings.refuse(
          missing, "is missing", "give both, or neither for a certificate of its own");
    }
    Optional<Pem> pem = certificate.map(file -> new Pem(file, key.orElseThrow()));
    pem.ifPresent(files -> check(settings, files));
    return new WebSettings(host, port, pem, session(settings));
  }

  /// {@return how long somebody may do nothing, without a look at the rest}
  static Duration session(Map<String, ?> values) {
    return session(Settings.of(PID, values));
  }

  private static Duration session(Settings settings) {
    return settings.duration(
        "session", Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofDays(1));
  }

  private static void check(Settings settings, Pem pem) {
    try {
      PemFiles.read(pem);
    } catch (PemFiles.Unusable wrong) {
      throw settings.refuse(
          wrong.ofKey() ? "key" : "certificate", wrong.getMessage(), wrong.remedy());
    }
  }

  private static String resolvable(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "it is no address and no known name; use 127.0.0.1, or an address of this machine");
    }
  }

  private static Path readable(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || !Files.isReadable(path)) {
      throw new IllegalArgumentException("give the full path of a file that can be read");
    }
    return path;
  }
}
