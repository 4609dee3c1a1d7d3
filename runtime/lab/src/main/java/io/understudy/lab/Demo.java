package io.understudy.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Two nodes, a client, a power loss: shows a takeover as a timeline.
public final class Demo {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private Demo() {}

  /// @param arguments `--once` to end after the timeline
  public static void main(String[] arguments) throws InterruptedException {
    List<String> options = List.of(arguments);
    if (!options.isEmpty() && !options.equals(List.of("--once"))) {
      fail("use: demo [--once]");
    }
    Namespace.obstacle().ifPresent(Demo::fail);
    try (Stage stage = Stage.set(Topology.PAIR, Understudy::new)) {
      stage.contender().obstacle().ifPresent(Demo::fail);
      play(stage);
      if (!options.contains("--once")) {
        stay(stage);
      }
    } catch (IllegalStateException e) {
      fail(e.getMessage());
    }
    System.exit(0);
  }

  private static void fail(@org.jspecify.annotations.Nullable String reason) {
    System.err.println("demo: " + reason);
    System.exit(1);
  }

  private static void play(Stage stage) {
    System.out.printf(
        """
        Two nodes in network namespaces, three reference devices, a client.
        The client asks http://%s/ every 5 ms. Starting both nodes ...
        """,
        Topology.SERVICE);
    stage.open();
    Understudy understudy = (Understudy) stage.contender();
    Node owner = stage.owner();
    Node standby = stage.lab().other(owner);
    stage.awaitStandby();
    System.out.printf("%s owns the address, %s stands by.%n%n", owner, standby);

    List<Line> lines = new ArrayList<>();
    Instant before = Instant.now();
    // What the owner's machine knew dies with it.
    Instant cut = Instant.now();
    stage.lab().faults().powerLoss(owner);
    Pause.until(
        "an answer from " + standby,
        Duration.ofSeconds(20),
        () -> stage.client().polls().changes(cut).size() == 1);
    Pause.ofMillis(1500);

    lines.add(new Line(cut, "lab", "power loss of " + owner + ": links and processes gone"));
    Polls polls = stage.client().polls();
    polls.gaps(before).stream()
        .max(Comparator.comparing(gap -> Duration.between(gap.from(), gap.to())))
        .ifPresent(
            gap -> {
              lines.add(new Line(gap.from(), "client", "last answer from " + owner));
              lines.add(new Line(gap.to(), "client", "first answer from " + standby));
            });
    understudy.events(standby).stream()
        .filter(event -> !event.at().isBefore(before))
        .map(event -> new Line(event.at(), "node " + event.node(), event.text()))
        .forEach(lines::add);
    lines.sort(Comparator.comparing(Line::at));
    lines.forEach(line -> System.out.println(line.relativeTo(cut)));
    System.out.printf(
        "%nOutage for the client: %d ms. Both nodes answered: %d ms.%n",
        polls.outage(before).toMillis(), stage.witness().bothAnswered(before).toMillis());
  }

  private record Line(Instant at, String who, String what) {
    String relativeTo(Instant start) {
      return "%s %+8.1f ms  %-8s %s"
          .formatted(CLOCK.format(at), Duration.between(start, at).toNanos() / 1e6, who, what);
    }
  }

  private static void stay(Stage stage) throws InterruptedException {
    Node survivor = stage.owner();
    System.out.printf(
        """

        The lab stays until you press Ctrl-C. Look around in another terminal:
          %1$s status --home %2$s
          ip netns exec %3$s ping %4$s
        """,
        ((Understudy) stage.contender()).program(survivor).script(),
        survivor.home(),
        stage.lab().client().space().name(),
        Topology.SERVICE);
    new CountDownLatch(1).await();
  }
}
