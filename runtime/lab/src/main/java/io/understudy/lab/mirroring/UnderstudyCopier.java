package io.understudy.lab.mirroring;

import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.Pause;
import io.understudy.lab.Understudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Understudy: the nodes run, with beats on the LAN and the cable left to mirroring, and get
/// a rule.
final class UnderstudyCopier implements Copier {
  private static final String RULE = "io.understudy.mirroring.rule-data";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Site site;
  private final String strategy;
  private final Understudy understudy;
  private final Path common;

  UnderstudyCopier(Site site, String strategy) {
    this.site = site;
    this.strategy = strategy;
    this.understudy = new Understudy(site.lab());
    this.common = site.scratch().resolve("mirrored");
  }

  @Override
  public Optional<String> obstacle() {
    return understudy.obstacle();
  }

  @Override
  public void prepare() {
    try {
      Files.createDirectories(common);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Node node : site.lab().nodes()) {
      Node peer = site.lab().other(node);
      NodeConfig config = understudy.config(node);
      config.omit("io.understudy.heartbeat.path-cross1");
      config.set("io.understudy.mirroring", "key", "${understudy.home}/config/cluster.key");
      config.set("io.understudy.mirroring", "listen", Site.address(node));
      config.set("io.understudy.mirroring", "peers", peer + "@" + Site.address(peer));
      node.ownFolder(common, node == site.from() ? site.source() : site.copy());
      understudy.start(node);
    }
    site.lab().nodes().forEach(node -> understudy.awaitReady(node, PATIENCE));
    if (!understudy.owner().equals(Optional.of(site.from()))) {
      Pause.until("b may hand over", PATIENCE, () -> understudy.mayTakeOver(site.from()));
      understudy.handover(site.from());
    }
    Pause.until(
        "a is the owner", PATIENCE, () -> understudy.owner().equals(Optional.of(site.from())));
    Pause.until("b stands by", PATIENCE, () -> understudy.mayTakeOver(site.to()));
  }

  @Override
  public void begin() {
    rule("continuous");
  }

  private void rule(String interval) {
    for (Node node : site.lab().nodes()) {
      NodeConfig config = understudy.config(node);
      config.set(RULE, "name", "data");
      config.set(RULE, "group", "web");
      config.set(RULE, "path", common.toString());
      config.set(RULE, "interval", interval);
      config.set(RULE, "strategy", strategy);
      config.save(RULE);
    }
  }

  @Override
  public boolean doesMore() {
    return true;
  }

  @Override
  public boolean hasIntervals() {
    return true;
  }

  @Override
  public void interval(String interval) {
    rule(interval);
  }

  @Override
  public double processor() {
    return Processes.processor(site.from()) + Processes.processor(site.to());
  }

  /// {@return of the program itself: its web server isn't mirroring's}
  @Override
  public double resident(Node node) {
    return Processes.resident(understudy.process(node));
  }

  @Override
  public boolean ownName(String name) {
    return name.startsWith(".understudy");
  }

  @Override
  public void close() {
    understudy.close();
  }
}
