package io.understudy.hook.samba;

import io.understudy.hook.kit.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Where one server's own files are on this node: its databases while they are in use, its locks,
/// and the configuration that its programs read. None of it is mirrored.
///
/// @param live directory of the databases and locks
/// @param config what smbd, nmbd, testparm, smbpasswd, net and the like are to be called with
/// @param log what smbd writes, unless the administrator's file names another
record Place(Path live, Path config, Path log) {
  private static final List<String> PARTS =
      List.of("private", "state", "cache", "lock", "pid", "ncalrpc");

  static Place of(Path home, String name) {
    return new Place(
        home.resolve("data/samba").resolve(name),
        home.resolve("data/run/hook-" + name + ".conf"),
        home.resolve("log/" + name + ".samba.log"));
  }

  /// Makes what isn't there, and writes the configuration if it changed: Samba reads it again then.
  void prepare(SambaHookSettings settings) throws IOException {
    Files.createDirectories(log.getParent());
    for (String part : PARTS) {
      Path directory = Files.createDirectories(live.resolve(part));
      Files.setPosixFilePermissions(
          directory,
          PosixFilePermissions.fromString(part.equals("private") ? "rwx------" : "rwxr-xr-x"));
    }
    WholeFile.write(config, text(settings), "rw-r--r--");
  }

  /// In Samba the last word counts: first what the administrator may change, then his file, then
  /// what makes the server the group's, and one beside whatever else runs on this machine.
  private String text(SambaHookSettings settings) {
    return """
    # Written by Understudy. Your own settings belong into the file that is included.
    [global]
    logging = file
    log file = %7$s
    max log size = 5000
    enable core files = no
    server role = standalone server
    load printers = no
    printcap name = /dev/null
    disable spoolss = yes
    include = %1$s
    [global]
    netbios name = %2$s
    interfaces = %3$s
    bind interfaces only = yes
    smb ports = %4$d
    disable netbios = %5$s
    private dir = %6$s/private
    state directory = %6$s/state
    cache directory = %6$s/cache
    lock directory = %6$s/lock
    pid directory = %6$s/pid
    ncalrpc dir = %6$s/ncalrpc
    """
        .formatted(
            settings.config(),
            settings.netbiosName(),
            String.join(" ", settings.addresses()),
            settings.port(),
            settings.netbios() ? "no" : "yes",
            live,
            log);
  }
}
