package io.understudy.linux;

import io.understudy.api.files.Change.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Sets of kinds of changes, made once.
final class ChangeKinds {
  private static final Kind[] KINDS = Kind.values();
  private static final List<Set<Kind>> SETS =
      IntStream.range(0, 1 << KINDS.length).mapToObj(ChangeKinds::set).toList();

  private ChangeKinds() {}

  private static Set<Kind> set(int bits) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : KINDS) {
      if ((bits & bit(kind)) != 0) {
        kinds.add(kind);
      }
    }
    return Set.copyOf(kinds);
  }

  private static int bit(Kind kind) {
    return 1 << kind.ordinal();
  }

  /// {@return what an event of fanotify(7) or inotify(7) says: they share these numbers}
  static Set<Kind> of(long mask) {
    int bits = 0;
    bits |= (mask & FanotifyEvent.MODIFY) != 0 ? bit(Kind.MODIFIED) : 0;
    bits |= (mask & FanotifyEvent.ATTRIB) != 0 ? bit(Kind.ATTRIBUTES) : 0;
    bits |= (mask & FanotifyEvent.CLOSE_WRITE) != 0 ? bit(Kind.CLOSED) : 0;
    bits |= (mask & FanotifyEvent.CREATE) != 0 ? bit(Kind.CREATED) : 0;
    bits |= (mask & FanotifyEvent.DELETE) != 0 ? bit(Kind.DELETED) : 0;
    return SETS.get(bits);
  }
}
