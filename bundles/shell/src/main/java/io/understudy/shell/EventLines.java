package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.desk.kit.StatusJson;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows the history, and goes on showing it until the client goes away.
final class EventLines {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int LOOKS_A_SIGN_OF_LIFE = 25;
  private static final int MOST = 1000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final EngineAccess engine;
  private final Reply reply;
  private final boolean json;
  private @Nullable ClusterEvent last;

  EventLines(EngineAccess engine, Reply reply, boolean json) {
    this.engine = engine;
    this.reply = reply;
    this.json = json;
  }

  /// {@return whether there was an engine to ask}
  boolean show(int limit) throws InterruptedException {
    Optional<Cluster> cluster = engine.cluster();
    if (cluster.isEmpty()) {
      return false;
    }
    for (ClusterEvent event : fresh(cluster.get().events(Math.clamp(limit, 1, MOST)))) {
      reply.line(line(event));
      last = event;
    }
    return true;
  }

  /// Ends by an exception when the client has gone, which an empty line's worth of nothing finds
  /// out.
  void follow() throws InterruptedException {
    for (int looks = 1; ; looks++) {
      Thread.sleep(LOOK);
      show(MOST);
      if (looks % LOOKS_A_SIGN_OF_LIFE == 0) {
        reply.out("");
      }
    }
  }

  /// What comes after the last one shown. A new engine may know less than that.
  private List<ClusterEvent> fresh(List<ClusterEvent> events) {
    ClusterEvent shown = last;
    if (shown == null) {
      return events;
    }
    int place = events.lastIndexOf(shown);
    return place >= 0
        ? events.subList(place + 1, events.size())
        : events.stream().filter(event -> event.at().isAfter(shown.at())).toList();
  }

  private String line(ClusterEvent event) {
    return json
        ? StatusJson.line(StatusJson.event(event))
        : "%s %-8s %-16s %-12s %s"
            .formatted(
                TIME.format(event.at()), event.node(), event.kind(), event.group(), event.text());
  }
}
