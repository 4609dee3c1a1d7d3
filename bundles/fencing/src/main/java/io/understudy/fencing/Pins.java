package io.understudy.fencing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/// The pinned host keys, in the form of a known_hosts file (sshd(8)) with plain names: no hashes,
/// no wildcards, no certificates. Nothing is ever added here by itself.
///
/// @param file which is read anew for each login
record Pins(Path file) {
  /// {@return why the key isn't the address's; empty if it is}
  Optional<String> objection(Address address, PublicKey key) {
    Set<String> pinned = new HashSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+");
        if (words.length >= 3 && Arrays.asList(words[0].split(",")).contains(address.pin())) {
          pinned.add(words[1] + " " + words[2]);
        }
      }
    } catch (IOException unreadable) {
      // then nothing is pinned, which is what the objection says
    }
    if (pinned.contains(PublicKeyEntry.toString(key))) {
      return Optional.empty();
    }
    String print = KeyUtils.getFingerPrint(key);
    return Optional.of(
        (pinned.isEmpty()
                    ? "its host key (%s) isn't pinned; compare it on that node (ssh-keygen -l),"
                        + " then"
                    : "ITS HOST KEY (%s) ISN'T THE PINNED ONE: find out why before anything else;"
                        + " if it was replaced, remove the old one from known_hosts, then")
                .formatted(print)
            + " pin it: understudy fencing-setup --trust");
  }
}
