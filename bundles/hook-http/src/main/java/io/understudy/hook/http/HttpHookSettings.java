package io.understudy.hook.http;

import io.understudy.api.Settings;
import io.understudy.api.Words;
import io.understudy.hook.kit.HookSettings;
import io.understudy.hook.kit.Trust;
import io.understudy.hook.kit.UnitControl;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One web server, as configured and found good.
///
/// @param common what it shares with other hooks
/// @param stopSignal without SIG
/// @param test how the server itself tests its configuration; empty: not at all
/// @param testEvery how often; zero: never
record HttpHookSettings(
    HookSettings common,
    Server server,
    Health health,
    String stopSignal,
    List<String> test,
    Duration testEvery) {
  static final String PID = "io.understudy.hook.http";

  private static final Set<String> SIGNALS =
      Set.of("TERM", "QUIT", "INT", "HUP", "USR1", "USR2", "WINCH");

  /// What serves.
  sealed interface Server {
    record Unit(String unit) implements Server {}

    record Command(List<String> words) implements Server {}

    /// The JDK's own web server, in a process of its own.
    record Embedded(Path directory, int port) implements Server {
      List<String> words() {
        String everywhere = Files.exists(Path.of("/proc/net/if_inet6")) ? "::" : "0.0.0.0";
        return List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx32m",
            "-m",
            "jdk.httpserver",
            "-b",
            everywhere,
            "-p",
            Integer.toString(port),
            "-d",
            directory.toString(),
            "-o",
            "none");
      }
    }
  }

  /// How to see whether it serves.
  ///
  /// @param host Host header; with https also the name that the certificate must have
  /// @param status expected
  /// @param match what the answer must contain; empty: anything
  /// @param trust whose certificates are believed
  record Health(URI url, String host, int status, String match, Trust trust, Duration timeout) {
    boolean secure() {
      return "https".equals(url.getScheme());
    }

    int port() {
      return url.getPort() > 0 ? url.getPort() : secure() ? 443 : 80;
    }
  }

  /// @param home the node's home directory
  static HttpHookSettings of(Map<String, ?> values, Path home) {
    Settings settings = Settings.of(PID, values);
    HookSettings common = HookSettings.of(settings, "www", Duration.ofSeconds(20));
    Server server = server(settings, home);
    Health health = health(settings, server);
    if (health.timeout.compareTo(common.patience()) > 0) {
      throw settings.refuse(
          "timeout",
          "is longer than patience (" + Settings.words(common.patience()) + ")",
          "make one request shorter than a whole start");
    }
    return new HttpHookSettings(
        common,
        server,
        health,
        stopSignal(settings),
        settings.value("test", Words::of, List.of()),
        settings.duration("testEvery", Duration.ofMinutes(1), Duration.ZERO, Duration.ofDays(1)));
  }

  private static Server server(Settings settings, Path home) {
    boolean unit = settings.text("unit").isPresent();
    boolean command = settings.text("command").isPresent();
    if (unit && command) {
      throw settings.refuse("command", "is set beside a unit", "keep one of them");
    }
    if (unit || command) {
      for (String key : List.of("directory", "port")) {
        if (!unset(settings, key)) {
          throw settings.refuse(
              key, "is the embedded server's", "remove it, or remove unit and command");
        }
      }
    }
    if (unit) {
      return new Server.Unit(settings.required("unit", "nginx.service", UnitControl::name));
    }
    if (command) {
      return new Server.Command(settings.required("command", "nginx", Words::of));
    }
    Path directory = home.resolve(settings.value("directory", Path::of, Path.of("www")));
    return new Server.Embedded(
        directory.toAbsolutePath().normalize(), settings.number("port", 80, 1, 65535));
  }

  /// Metatype may fill in the defaults of keys that nobody wrote.
  private static boolean unset(Settings settings, String key) {
    String text = settings.text(key).orElse("");
    return text.isEmpty() || text.equals(key.equals("port") ? "80" : "www");
  }

  private static Health health(Settings settings, Server server) {
    URI url =
        server instanceof Server.Embedded embedded && settings.text("url").isEmpty()
            ? URI.create("http://127.0.0.1:" + embedded.port + "/")
            : settings.required("url", "http://127.0.0.1:80/", HttpHookSettings::url);
    String host = settings.text("host").orElse(url.getRawAuthority());
    if (host.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw settings.refuse("host", "'" + host + "' is no host name", "like www.example.org");
    }
    return new Health(
        url,
        host,
        settings.number("status", 200, 100, 599),
        settings.text("match").orElse(""),
        settings.value("trust", Trust::of, new Trust.System()),
        settings.duration(
            "timeout", Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMinutes(1)));
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!known || url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "write an http or https URL that the server offers on this node: http://127.0.0.1:80/");
    }
    return url;
  }

  private static String stopSignal(Settings settings) {
    String signal = settings.text("stopSignal").orElse("TERM");
    if (!SIGNALS.contains(signal)) {
      throw settings.refuse(
          "stopSignal", "'" + signal + "' can't be used", "use TERM, QUIT, INT or HUP");
    }
    return signal;
  }
}
