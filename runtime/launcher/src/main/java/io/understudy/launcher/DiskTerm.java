package io.understudy.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the engine wrote down about a group's term. `data/cluster.state` has two slots of text, the
/// newer of which may be torn; terms only grow, so the greatest number that stands there is known
/// to the node.
final class DiskTerm {
  private static final int MOST = 1024 * 1024;

  private DiskTerm() {}

  /// {@return the term; 0 if there is none, or none that can be read}
  static long of(Path data, String group) {
    long greatest = 0;
    try (var file = Files.newInputStream(data.resolve("cluster.state"))) {
      String text = new String(file.readNBytes(MOST), StandardCharsets.ISO_8859_1);
      Matcher terms =
          Pattern.compile("(?m)^group\\." + Pattern.quote(group) + "\\.term=(\\d{1,18})$")
              .matcher(text);
      while (terms.find()) {
        greatest = Math.max(greatest, Long.parseLong(terms.group(1)));
      }
    } catch (IOException unreadable) {
      // a node that can't know a newer term doesn't refuse
    }
    return greatest;
  }
}
