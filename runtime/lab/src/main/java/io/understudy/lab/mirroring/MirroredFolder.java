package io.understudy.lab.mirroring;

import io.understudy.lab.Lab;
import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.Understudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A path that is the same on all nodes, behind which each node has a directory of its own, and the
/// rule that mirrors it. To be made before the nodes start.
public final class MirroredFolder {
  private static final String LINK = "io.understudy.mirroring";

  private final Lab lab;
  private final Understudy understudy;
  private final String name;
  private final Path common;
  private final Map<Node, Path> own = new LinkedHashMap<>();

  private MirroredFolder(Lab lab, Understudy understudy, String name) {
    this.lab = lab;
    this.understudy = understudy;
    this.name = name;
    this.common = lab.scratch().resolve("mirrored-" + name);
  }

  /// @param name of the rule
  /// @param own where each node keeps its files; made here
  public static MirroredFolder of(
      Lab lab, Understudy understudy, String name, Map<Node, Path> own) {
    MirroredFolder folder = new MirroredFolder(lab, understudy, name);
    try {
      Files.createDirectories(folder.common);
      for (var one : own.entrySet()) {
        Files.createDirectories(one.getValue());
        folder.own.put(one.getKey(), one.getValue());
        one.getKey().ownFolder(folder.common, one.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /// The same, in the nodes' homes.
  public static MirroredFolder of(Lab lab, Understudy understudy, String name) {
    Map<Node, Path> own = new LinkedHashMap<>();
    lab.nodes().forEach(node -> own.put(node, node.home().resolve("mirrored-" + name)));
    return of(lab, understudy, name, own);
  }

  /// Joins the nodes for mirroring, by their crossover cable.
  public static void link(Lab lab, Understudy understudy) {
    for (Node node : lab.nodes()) {
      Node peer = lab.other(node);
      understudy
          .config(node)
          .set(LINK, "key", "${understudy.home}/config/cluster.key")
          .set(LINK, "listen", Site.address(node))
          .set(LINK, "peers", peer + "@" + Site.address(peer));
    }
  }

  /// {@return the path that the rule has}
  public Path path() {
    return common;
  }

  /// {@return the node's own directory, as seen from outside}
  public Path at(Node node) {
    Path folder = own.get(node);
    if (folder == null) {
      throw new IllegalArgumentException(node + " has no such folder");
    }
    return folder;
  }

  private String pid() {
    return LINK + ".rule-" + name;
  }

  /// Describes the rule; nothing is written yet.
  ///
  /// @param more other settings, each followed by its value
  public MirroredFolder rule(String group, String interval, String strategy, String... more) {
    for (Node node : lab.nodes()) {
      NodeConfig config = understudy.config(node);
      config.set(pid(), "name", name);
      config.set(pid(), "group", group);
      config.set(pid(), "path", common.toString());
      config.set(pid(), "interval", interval);
      config.set(pid(), "strategy", strategy);
      for (int i = 0; i < more.length; i += 2) {
        config.set(pid(), more[i], more[i + 1]);
      }
    }
    return this;
  }

  /// Changes one setting on all nodes while they run.
  public void change(String key, String value) {
    lab.nodes().forEach(node -> understudy.config(node).set(pid(), key, value));
    save();
  }

  /// Writes the rule on all nodes.
  public void save() {
    lab.nodes().forEach(node -> understudy.config(node).save(pid()));
  }
}
