package io.understudy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What set-up needs of a `config/io.understudy.fencing.ssh-NAME.cfg`. What a node accepts, its
/// fencing bundle says.
record FenceFile(
    String name, String node, String user, Path key, Path knownHosts, List<Address> addresses) {
  private static final Pattern FILE = Pattern.compile("io\\.understudy\\.fencing\\.ssh-.+\\.cfg");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?)\\]|([A-Za-z0-9][A-Za-z0-9._-]*))(?::(\\d{1,5}))?");

  /// @param host without brackets
  record Address(String host, int port) {
    /// {@return how it stands in a known_hosts file, see sshd(8)}
    String pin() {
      return port == 22 ? host : "[%s]:%d".formatted(host, port);
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + (port == 22 ? "" : ":" + port);
    }
  }

  static List<FenceFile> all(Path home) throws IOException {
    List<FenceFile> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(home.resolve("config"))) {
      for (Path file : files.sorted().toList()) {
        if (FILE.matcher(file.getFileName().toString()).matches()) {
          all.add(read(home, file));
        }
      }
    }
    return all;
  }

  private static FenceFile read(Path home, Path file) throws IOException {
    Properties values = NodeFile.read(home, file);
    List<Address> addresses = new ArrayList<>();
    for (String text : Arrays.asList(values.getProperty("addresses", "").split(","))) {
      Matcher form = ADDRESS.matcher(text.strip());
      if (!form.matches()) {
        throw new IOException(
            "%s: addresses: '%s' can't be used; write them like 10.0.0.2, 10.0.0.2:2222 or [fd00::2]"
                .formatted(file, text.strip()));
      }
      addresses.add(
          new Address(
              form.group(1) == null ? form.group(2) : form.group(1),
              form.group(3) == null ? 22 : Integer.parseInt(form.group(3))));
    }
    return new FenceFile(
        values.getProperty("name", "").strip(),
        values.getProperty("node", "").strip(),
        values.getProperty("user", "root").strip(),
        home.resolve(values.getProperty("key", "data/fencing/id").strip()),
        home.resolve(values.getProperty("knownHosts", "data/fencing/known_hosts").strip()),
        addresses);
  }
}
