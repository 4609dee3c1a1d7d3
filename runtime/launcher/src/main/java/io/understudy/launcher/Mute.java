package io.understudy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Mutes a node whose process is gone. The kernel lease (`bundles/linux`) would end by itself; here
/// it ends at once: what is held, and the tickets, live in sets of the nftables table, which are
/// emptied. Addresses that no rule guards are taken away, by what `bundles/takeover` wrote down.
final class Mute {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String TABLE = "netdev understudy";
  private static final Pattern BLOCK = Pattern.compile("\\s*(chain|set) (\\S+) \\{.*");
  private static final Pattern LEASED = Pattern.compile(".+_(held[46]|ticket)_[a-z]+");
  private static final Pattern PLACES = Pattern.compile("takeover-(.+)\\.places");

  private final String nft;
  private final String ip;

  Mute(String nft, String ip) {
    this.nft = nft;
    this.ip = ip;
  }

  /// What the table has.
  ///
  /// @param full sets that have elements
  private record Table(Set<String> chains, Set<String> sets, Set<String> full) {}

  /// @throws IOException if it isn't certain that the node is mute
  void all(Path data) throws IOException {
    Table table = table();
    Set<String> leased =
        table.sets.stream()
            .filter(set -> LEASED.matcher(set).matches())
            .collect(Collectors.toSet());
    if (!leased.isEmpty()) {
      String script =
          leased.stream()
              .map(set -> "flush set %s %s\n".formatted(TABLE, set))
              .collect(Collectors.joining());
      Program.Result flushed = Program.run(LIMIT, script, List.of(nft, "-f", "-"));
      Set<String> left = table().full;
      left.retainAll(leased);
      if (!flushed.good() || !left.isEmpty()) {
        throw new IOException("the lease can't be ended: " + flushed.line());
      }
    }
    for (Place place : places(data)) {
      if (!table.chains.contains(place.group + "_out_" + place.lan)) {
        remove(place);
      }
    }
  }

  private Table table() {
    Table table = new Table(new HashSet<>(), new HashSet<>(), new HashSet<>());
    Program.Result listed =
        Program.run(LIMIT, "", List.of(nft, "list", "table", "netdev", "understudy"));
    if (listed.good()) {
      String current = "";
      for (String line : listed.output().lines().toList()) {
        Matcher block = BLOCK.matcher(line);
        if (block.matches()) {
          current = block.group(2);
          (block.group(1).equals("set") ? table.sets : table.chains).add(current);
        } else if (line.strip().startsWith("elements =")) {
          table.full.add(current);
        }
      }
    }
    return table;
  }

  /// An address that the node may have put on a device.
  private record Place(String group, String device, String lan, String prefix) {}

  private static List<Place> places(Path data) throws IOException {
    List<Place> places = new ArrayList<>();
    try (Stream<Path> files = Files.list(data.resolve("run"))) {
      for (Path file : files.sorted().toList()) {
        Matcher name = PLACES.matcher(file.getFileName().toString());
        if (name.matches()) {
          for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ", 3);
            if (words.length == 3) {
              places.add(new Place(name.group(1), words[0], words[1], words[2]));
            }
          }
        }
      }
    } catch (NoSuchFileException none) {
      // it never had an address
    }
    return places;
  }

  private void remove(Place place) throws IOException {
    Program.Result removed =
        Program.run(LIMIT, "", List.of(ip, "address", "del", place.prefix, "dev", place.device));
    String address = place.prefix.replaceFirst("/.*", "");
    Program.Result shown =
        Program.run(LIMIT, "", List.of(ip, "-o", "address", "show", "to", address));
    if (!shown.good() || !shown.output().isBlank()) {
      throw new IOException(
          "%s is still on a device, and no rule mutes it: %s".formatted(address, removed.line()));
    }
  }
}
