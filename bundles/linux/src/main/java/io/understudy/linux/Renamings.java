package io.understudy.linux;

import io.understudy.api.files.Change;
import io.understudy.api.files.Change.Renamed;
import io.understudy.api.files.RelativePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells renamings. Two files that exchange their names come as two, there and back; whoever
/// carried those out one after the other would lose a file. So where another file comes back soon
/// after, nothing is said but that both names have to be looked at.
final class Renamings {
  private static final int RECENT = 64;

  private final Map<Names, Told> recent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Names, Told> eldest) {
          return size() > RECENT;
        }
      };
  private long piece;

  private record Names(RelativePath from, RelativePath to) {}

  /// @param index where in the piece it was told
  private record Told(@Nullable Object file, long piece, int index) {}

  /// A new piece of changes begins.
  void next() {
    piece++;
  }

  /// @param file what is equal for the same file only; null if that isn't known
  void tell(Renamed renamed, @Nullable Object file, List<Change> changes) {
    Told back = recent.remove(new Names(renamed.to(), renamed.from()));
    if (back == null || file != null && Objects.equals(file, back.file())) {
      recent.put(new Names(renamed.from(), renamed.to()), new Told(file, piece, changes.size()));
      changes.add(renamed);
      return;
    }
    Change here = new Change.Unknown(renamed.to(), "exchanged with " + renamed.from());
    if (back.piece() == piece) {
      changes.set(back.index(), here);
    }
    changes.add(here);
    changes.add(new Change.Unknown(renamed.from(), "exchanged with " + renamed.to()));
  }
}
