package io.understudy.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/// One command line, as the client sent it: arguments with a NUL between them, then the end.
///
/// @param by the user that the kernel names for the other end of the socket
record Request(String by, List<String> words) {
  private static final int LIMIT = 16 * 1024;

  Request {
    words = List.copyOf(words);
  }

  static Request read(SocketChannel channel) throws IOException, UsageException {
    ByteBuffer buffer = ByteBuffer.allocate(LIMIT);
    while (channel.read(buffer) >= 0) {
      if (!buffer.hasRemaining()) {
        throw new UsageException("a command line has at most " + LIMIT + " bytes");
      }
    }
    String line = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    return new Request(
        channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName(),
        List.of(line.split("\0", -1)));
  }

  String command() {
    return words.getFirst();
  }

  /// {@return what stands behind the command, which is a command of its own}
  Request within() {
    return new Request(by, words.subList(1, words.size()));
  }

  /// {@return whether the flag is there}
  boolean has(String flag) {
    return words.contains(flag);
  }

  /// {@return the word after the flag, or what stands behind `flag=`}
  Optional<String> value(String flag) throws UsageException {
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(flag + "=")) {
        return Optional.of(word.substring(flag.length() + 1));
      }
      if (word.equals(flag)) {
        if (i + 1 == words.size()) {
          throw new UsageException(flag + " needs a value");
        }
        return Optional.of(words.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /// {@return what the words of the form `key=value` say}
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    words.stream()
        .filter(Request::isSetting)
        .map(word -> word.split("=", 2))
        .forEach(parts -> settings.put(parts[0], parts[1]));
    return settings;
  }

  /// {@return the same without them}
  Request withoutSettings() {
    return new Request(by, words.stream().filter(word -> !isSetting(word)).toList());
  }

  private static boolean isSetting(String word) {
    return !word.startsWith("-") && word.indexOf('=') > 0;
  }

  /// Checks the command line against its form, like `handover GROUP NODE` or `status [--json]`.
  ///
  /// @param flags that may be there; one that ends in `=` takes a value
  /// @return the plain words, exactly as many as `usage` names in capitals
  List<String> plain(String usage, String... flags) throws UsageException {
    List<String> plain = new ArrayList<>();
    List<String> known = List.of(flags);
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      if (!word.startsWith("--")) {
        plain.add(word);
      } else if (known.contains(name + "=")) {
        i += name.equals(word) ? 1 : 0;
      } else if (!known.contains(word)) {
        throw new UsageException("'%s' isn't known here; use: understudy %s", word, usage);
      }
    }
    long wanted =
        usage
            .lines()
            .flatMap(line -> List.of(line.split(" ")).stream())
            .filter(word -> word.matches("[A-Z]+|[a-z]+\\|[a-z]+"))
            .count();
    if (plain.size() != wanted) {
      throw new UsageException("use: understudy " + usage);
    }
    return plain;
  }
}
