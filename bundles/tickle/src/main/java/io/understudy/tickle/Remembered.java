package io.understudy.tickle;

import io.understudy.api.NodeId;
import io.understudy.api.kernel.Connections.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the peers last said of their connections. While a new list is on its way there is none on
/// the board: the one before counts, but not for long, for it may have been taken down.
final class Remembered {
  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);
  private static final long TAKEN_DOWN = Duration.ofSeconds(10).toNanos();

  private final Map<NodeId, List<Connection>> lists = new HashMap<>();
  private final Map<NodeId, Long> goneSince = new HashMap<>();

  /// @param board the peers' notices as they are now
  void read(Map<NodeId, byte[]> board, long now) {
    lists.keySet().stream()
        .filter(node -> !board.containsKey(node))
        .forEach(node -> goneSince.putIfAbsent(node, now));
    board.forEach(
        (node, bytes) -> {
          try {
            lists.put(node, Roster.of(bytes));
            goneSince.remove(node);
          } catch (IOException odd) {
            LOG.debug("what {} says of its connections can't be read: {}", node, odd.getMessage());
          }
        });
  }

  /// {@return the connections to these addresses}
  List<Connection> to(Collection<InetAddress> addresses, long now) {
    return lists.entrySet().stream()
        .filter(list -> now - goneSince.getOrDefault(list.getKey(), now) < TAKEN_DOWN)
        .flatMap(list -> list.getValue().stream())
        .filter(connection -> addresses.contains(connection.local().getAddress()))
        .distinct()
        .toList();
  }
}
