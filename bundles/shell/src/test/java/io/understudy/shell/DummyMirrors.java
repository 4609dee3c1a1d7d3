package io.understudy.shell;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.mirror.Mirrors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Two rules and one quarantined file; remembers what it was told.
final class DummyMirrors implements Mirrors {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  final List<String> orders = new CopyOnWriteArrayList<>();
  volatile Outcome answer = Outcome.DONE;

  @Override
  public List<RuleView> rules() {
    return List.of(
        new RuleView(
            "mail",
            new GroupId("web"),
            Path.of("/srv/mail"),
            "continuous",
            "stream",
            Direction.SENDS,
            List.of(
                new CopyView(
                    new NodeId("b"),
                    "comparing",
                    17,
                    Optional.of(THEN),
                    List.of("cur/1\u001b[2J"),
                    Optional.of(12_000L),
                    5,
                    6,
                    7,
                    Duration.ofMillis(8),
                    Optional.of(THEN))),
            Optional.empty()),
        new RuleView(
            "pages",
            new GroupId("web"),
            Path.of("/srv/www"),
            "1h",
            "rsync",
            Direction.RESTS,
            List.of(),
            Optional.of("its copy is 2 h old")));
  }

  @Override
  public Outcome mirrorNow(String rule) {
    orders.add("mirror " + rule);
    return answer;
  }

  @Override
  public List<Quarantined> quarantine() {
    return List.of(new Quarantined("q-17", "mail", "cur/1\u001b[2J", 42, THEN, THEN));
  }

  @Override
  public String compare(String id) {
    return "-old\n+new\u001b[2J";
  }

  @Override
  public Outcome accept(String rule, String by) {
    orders.add("accept %s by %s".formatted(rule, by));
    return answer;
  }

  @Override
  public Outcome restore(String id, String by) {
    orders.add("restore %s by %s".formatted(id, by));
    return answer;
  }

  @Override
  public Outcome discard(String id, String by) {
    orders.add("discard %s by %s".formatted(id, by));
    return answer;
  }
}
