package io.understudy.lab.mirroring;

import io.understudy.lab.Node;
import io.understudy.lab.Pause;
import io.understudy.lab.Understudy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Understudy: the nodes run, with beats on the LAN and the cable left to mirroring, and get a
/// rule.
final class UnderstudyCopier implements Copier {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Site site;
  private final String strategy;
  private final Understudy understudy;
  private final MirroredFolder folder;

  UnderstudyCopier(Site site, String strategy) {
    this.site = site;
    this.strategy = strategy;
    this.understudy = new Understudy(site.lab());
    this.folder =
        MirroredFolder.of(
            site.lab(),
            understudy,
            "data",
            Map.of(site.from(), site.source(), site.to(), site.copy()));
  }

  @Override
  public Optional<String> obstacle() {
    return understudy.obstacle();
  }

  @Override
  public void prepare() {
    MirroredFolder.link(site.lab(), understudy);
    for (Node node : site.lab().nodes()) {
      understudy.config(node).omit("io.understudy.heartbeat.path-cross1");
      understudy.start(node);
    }
    site.lab().nodes().forEach(node -> understudy.awaitReady(node, PATIENCE));
    Optional<Node> sender = Optional.of(site.from());
    if (!understudy.owner().equals(sender)) {
      Pause.until("a may own", PATIENCE, () -> understudy.mayTakeOver(site.from()));
      understudy.handover(site.from());
    }
    Pause.until("a is the owner", PATIENCE, () -> understudy.owner().equals(sender));
    Pause.until("b stands by", PATIENCE, () -> understudy.mayTakeOver(site.to()));
  }

  @Override
  public boolean doesMore() {
    return true;
  }

  @Override
  public void begin() {
    folder.rule("web", "continuous", strategy).save();
  }

  @Override
  public boolean hasIntervals() {
    return true;
  }

  @Override
  public void interval(String interval) {
    folder.change("interval", interval);
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
