package io.understudy.tickle;

import io.understudy.api.kernel.Connections.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which connections of an owner have lasted: from one look to the next. A short one isn't worth
/// telling, and would change the list all the time.
final class Lasting {
  private List<Connection> listed = List.of();
  private Set<Connection> before = Set.of();

  /// {@return those that were there at the last look too, the longest known first}
  List<Connection> look(List<Connection> now) {
    Set<Connection> there = new HashSet<>(now);
    List<Connection> next = new ArrayList<>(listed);
    next.retainAll(there);
    Set<Connection> known = new HashSet<>(next);
    now.stream().filter(before::contains).filter(known::add).forEach(next::add);
    before = there;
    listed = List.copyOf(next);
    return listed;
  }
}
