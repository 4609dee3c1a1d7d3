package io.understudy.hook.imap;

import io.understudy.hook.kit.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/// Where one Dovecot's own files are on this node.
///
/// @param config what dovecot, doveconf and doveadm are to be called with (-c)
record Place(Path config, Indexes indexes) {
  static Place of(Path home, ImapHookSettings settings) {
    String name = settings.hook().name();
    return new Place(
        home.resolve("data/run/hook-" + name + ".conf"),
        new Indexes(
            settings.indexes(),
            settings.spool().resolve("last-owner"),
            home.resolve("data/hook-" + name + ".self")));
  }

  /// Writes the configuration, if it changed.
  void prepare(ImapHookSettings settings) throws IOException {
    WholeFile.write(config, text(settings), "rw-r--r--");
  }

  /// Makes the directory of the sockets. What is in it is of a server that doesn't run any more: a
  /// number in its master.pid that is used again would keep the next one from starting.
  static void makeRuntime(Path runtime) throws IOException {
    Files.createDirectories(runtime);
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.deleteIfExists(runtime.resolve("base/master.pid"));
  }

  /// In Dovecot the last word counts: the administrator's file, then what makes the server the
  /// group's, and one beside whatever else runs on this machine.
  private static String text(ImapHookSettings settings) {
    return """
    # Written by Understudy. Your own settings belong into the file that is included.
    !include %1$s
    listen = %2$s
    base_dir = %3$s/base
    state_dir = %3$s/state
    instance_name = understudy-%4$s
    """
        .formatted(
            settings.config(),
            settings.addresses().stream().map(Object::toString).collect(Collectors.joining(", ")),
            settings.runtime(),
            settings.hook().name());
  }
}
