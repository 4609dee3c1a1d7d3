package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The configuration of one node of the lab: a path on the LAN and on each crossover, all reference
/// devices, one group `web` with one IPv4 and one IPv6 address and a web server.
public final class NodeConfig {
  static final String GROUP = "web";

  private final Lab lab;
  private final Node node;
  private final Map<String, Map<String, String>> files = new LinkedHashMap<>();

  NodeConfig(Lab lab, Node node) {
    this.lab = lab;
    this.node = node;
    // Nodes fail here more often than any administrator would have it.
    file("io.understudy.engine", "node", node.name(), "nodes", names(), "failures", "0");
    file("io.understudy.engine.group-web", "name", GROUP, "services", "web");
    file("io.understudy.linux");
    file("io.understudy.heartbeat", "key", "${understudy.home}/config/cluster.key");
    lab.nodes().stream().filter(peer -> peer != node).forEach(this::paths);
    file("io.understudy.arbitration", "interface", "eth0", "peers", peers());
    lab.devices()
        .forEach(
            device ->
                file(
                    "io.understudy.arbitration.device-" + device.name(),
                    "name",
                    device.name(),
                    "address",
                    device.address()));
    file(
        "io.understudy.takeover-web",
        "group",
        GROUP,
        "interface",
        "eth0",
        "addresses",
        Topology.SERVICE + "/24, " + Topology.SERVICE6 + "/64");
    file("io.understudy.hook.http-web", "name", "web", "standby", "running");
    if (Nginx.installed()) {
      set("io.understudy.hook.http-web", "command", String.join(" ", Nginx.command(node)));
      set("io.understudy.hook.http-web", "url", "http://127.0.0.1:80/");
      set("io.understudy.hook.http-web", "stopSignal", "QUIT");
    } else {
      embedded();
    }
  }

  private void embedded() {
    Path pages = node.home().resolve("www");
    try {
      Files.createDirectories(pages);
      Files.writeString(pages.resolve("index.html"), node.name() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    set("io.understudy.hook.http-web", "directory", pages.toString());
  }

  private void paths(Node peer) {
    String pair = lab.nodes().size() == 2 ? "" : "-" + pair(peer);
    path("lan" + pair, peer, node.address(), peer.address());
    node.cables().stream()
        .filter(cable -> cable.joins(peer.name()))
        .forEach(
            cable ->
                path(
                    "cross" + cable.number() + pair,
                    peer,
                    cable.address(node.index()),
                    cable.address(peer.index())));
  }

  private String pair(Node peer) {
    return node.index() < peer.index() ? node.name() + peer.name() : peer.name() + node.name();
  }

  private void path(String name, Node peer, String local, String remote) {
    file(
        "io.understudy.heartbeat.path-" + name,
        "name",
        name,
        "node",
        peer.name(),
        "local",
        local,
        "remote",
        remote);
  }

  private String names() {
    return lab.nodes().stream().map(Node::name).collect(Collectors.joining(","));
  }

  private String peers() {
    return lab.nodes().stream()
        .filter(peer -> peer != node)
        .flatMap(
            peer ->
                List.of(peer.name() + "@" + peer.address(), peer.name() + "@" + peer.address6())
                    .stream())
        .collect(Collectors.joining(", "));
  }

  private void file(String pid, String... keysAndValues) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    files.put(pid, settings);
  }

  /// Changes one setting; nothing is written yet.
  public NodeConfig set(String pid, String key, String value) {
    files.computeIfAbsent(pid, made -> new LinkedHashMap<>()).put(key, value);
    return this;
  }

  public NodeConfig remove(String pid, String key) {
    files.computeIfAbsent(pid, made -> new LinkedHashMap<>()).remove(key);
    return this;
  }

  /// Leaves a whole file out.
  public NodeConfig omit(String pid) {
    files.remove(pid);
    return this;
  }

  /// {@return the directory of the .cfg files}
  public Path directory() {
    return node.home().resolve("config");
  }

  /// Writes every file, and the cluster's key if it isn't there.
  ///
  /// @param key 64 hexadecimal digits
  public void writeAll(String key) {
    try {
      Files.createDirectories(directory());
      for (String pid : files.keySet()) {
        write(pid, text(pid));
      }
      Path keyFile = directory().resolve("cluster.key");
      if (!Files.exists(keyFile)) {
        Files.createFile(
            keyFile,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile, key + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes one file as it now is, as an administrator's editor does.
  public void save(String pid) {
    write(pid, text(pid));
  }

  /// Writes anything into a .cfg file.
  public void write(String pid, String text) {
    try {
      Files.writeString(directory().resolve(pid + ".cfg"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String text(String pid) {
    return files.getOrDefault(pid, Map.of()).entrySet().stream()
        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
