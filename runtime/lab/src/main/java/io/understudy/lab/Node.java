package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A machine that can own a group: it has a home directory, crossover cables besides the LAN, and
/// can lose its power.
public final class Node extends Machine {
  private final int index;
  private final List<Topology.Crossover> cables;
  private final Switch between;
  private final Path home;
  private boolean powered = true;
  private String prelude = "";

  Node(int index, Topology topology, Switch between, Path homes) {
    super(Topology.letter(index), Topology.lan(index), Topology.lan6(index), between);
    this.index = index;
    this.between = between;
    this.cables = topology.cables().stream().filter(cable -> cable.joins(name())).toList();
    this.home = homes.resolve(name());
    cables.forEach(
        cable -> {
          between.plug(cable.bridge(), cable.port(index), space(), cable.link(index));
          configure(cable);
        });
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boot();
  }

  private void configure(Topology.Crossover cable) {
    configure(cable.link(index), cable.address(index), cable.address6(index));
  }

  int index() {
    return index;
  }

  List<Topology.Crossover> cables() {
    return cables;
  }

  public Path home() {
    return home;
  }

  /// {@return its ports in the switch namespace, the LAN's first}
  List<String> ports() {
    List<String> ports = new ArrayList<>(List.of(name()));
    cables.forEach(cable -> ports.add(cable.port(index)));
    return ports;
  }

  public boolean powered() {
    return powered;
  }

  /// Starts a long-lived process, on which the machine's own boot id shows.
  public Process launch(Path log, List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && " + prelude + "exec \"$@\"",
                bootId().toString()));
    line.addAll(command);
    try {
      return space().launch(log, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What every later process of the node sees instead of `folder`: a file system of its own of
  /// that size, with what is in the folder then. From outside it is reached by way of [#inside].
  public void smallDisk(Path folder, int megabytes) {
    prelude +=
        ("mkdir -p '%1$s.disk' && mount -t tmpfs -o size=%2$dm tmpfs '%1$s.disk' && "
                + "cp -a '%1$s/.' '%1$s.disk' && mount --bind '%1$s.disk' '%1$s' && ")
            .formatted(folder, megabytes);
  }

  /// What every later process of the node sees at `common`, a path that is the same on all nodes: a
  /// directory of the node's own. It goes with the processes.
  public void ownFolder(Path common, Path own) {
    prelude += "mount --bind '%s' '%s' && ".formatted(own, common);
  }

  /// {@return the path under which a file is seen from outside as the process sees it}
  public static Path inside(long pid, Path file) {
    return Path.of("/proc/" + pid + "/root" + file);
  }

  private Path bootId() {
    return home.resolve("boot_id");
  }

  private void boot() {
    try {
      // A new file, not new contents: the old one may still be mounted.
      Files.deleteIfExists(bootId());
      Files.writeString(bootId(), UUID.randomUUID() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Everything inside stands still; then all links go in one command, as seen from outside, and
  /// everything inside dies, and nothing of its network set-up is left: no connection either, whose
  /// kernel would go on repeating its end when the power is back. Else a node could see that one
  /// link is gone, and hand over by another that goes a moment later.
  void powerOff(List<String> ports) {
    powered = false;
    space().signal(LinuxCalls.SIGSTOP);
    between.carrier(ports, false);
    space().signal(LinuxCalls.SIGKILL);
    space().run("ss", "--kill", "--tcp", "--all");
    space().nft("flush ruleset\n");
    for (String link : space().run("ip", "-o", "link", "show", "type", "macvlan").split("\n")) {
      if (!link.isBlank()) {
        space().run("ip", "link", "del", link.split(":")[1].strip().split("@")[0]);
      }
    }
    List<String> links = new ArrayList<>(List.of(LAN));
    cables.forEach(cable -> links.add(cable.link(index)));
    for (String link : links) {
      space().run("ip", "link", "set", link, "down");
      space().run("ip", "address", "flush", "dev", link);
    }
  }

  void powerOn(List<String> ports) {
    boot();
    configure(LAN, address(), address6());
    cables.forEach(this::configure);
    between.carrier(ports, true);
    powered = true;
  }
}
