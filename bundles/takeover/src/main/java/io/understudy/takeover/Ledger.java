package io.understudy.takeover;

import io.understudy.api.GroupId;
import io.understudy.api.kernel.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Remembers where the group's addresses may have been put, so that a later process, or one with
/// other settings, finds them again. One line each: bearing device, LAN device, address. It needs
/// no fsync: a crash of the machine takes the addresses along.
final class Ledger {
  /// An address on a device.
  ///
  /// @param lan the device below, or the same
  record Place(String device, String lan, Prefix prefix) {
    static Place parse(String line) {
      String[] words = line.split(" ", 3);
      return new Place(words[0], words[1], Prefix.parse(words[2]));
    }

    @Override
    public String toString() {
      return device + " " + lan + " " + prefix;
    }
  }

  private final Path file;

  /// @param home the node's home directory
  Ledger(Path home, GroupId group) {
    file = home.resolve("data/run/takeover-" + group + ".places");
  }

  Set<Place> read() throws IOException {
    Set<Place> places = new LinkedHashSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        try {
          places.add(Place.parse(line));
        } catch (RuntimeException garbled) {
          throw new IOException(file + ": '" + line + "' is no place", garbled);
        }
      }
    } catch (NoSuchFileException none) {
      // nothing was ever put anywhere
    }
    return places;
  }

  void write(Set<Place> places) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        fresh, places.stream().map(place -> place + "\n").collect(Collectors.joining()));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
