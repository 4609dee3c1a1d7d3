package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The highest term with which this node ever took data, and from whom, for each group: it survives
/// a restart, so that an owner that was superseded before isn't believed after it.
final class AcceptedTerms {
  private final Path data;
  private final Map<GroupId, Accepted> known = new HashMap<>();

  private record Accepted(Term term, NodeId from) {}

  AcceptedTerms(Path data) {
    this.data = data;
  }

  private DurableFile file(GroupId group) {
    return new DurableFile(data.resolve(group + ".term"), "term", 1);
  }

  /// {@return why data of that node in that term come too late; empty if they don't}
  synchronized Optional<String> objection(GroupId group, NodeId from, Term term)
      throws IOException {
    Optional<Accepted> last = last(group);
    if (last.isEmpty()) {
      return Optional.empty();
    }
    int order = term.compareTo(last.get().term());
    return order < 0 || order == 0 && !from.equals(last.get().from())
        ? Optional.of(
            "this node has taken data of group %s from %s in term %s, so term %s of %s is over"
                .formatted(group, last.get().from(), last.get().term(), term, from))
        : Optional.empty();
  }

  /// On the disk when this returns.
  synchronized void accept(GroupId group, NodeId from, Term term) throws IOException {
    Accepted accepted = new Accepted(term, from);
    if (!last(group).equals(Optional.of(accepted))) {
      String text = "%s %s\n".formatted(term, from);
      file(group).write(text.getBytes(StandardCharsets.US_ASCII), true);
      known.put(group, accepted);
    }
  }

  private Optional<Accepted> last(GroupId group) throws IOException {
    Accepted cached = known.get(group);
    if (cached != null) {
      return Optional.of(cached);
    }
    DurableFile file = file(group);
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String[] words = new String(content.get(), StandardCharsets.US_ASCII).strip().split(" ");
    try {
      Accepted read = new Accepted(new Term(Long.parseLong(words[0])), new NodeId(words[1]));
      known.put(group, read);
      return Optional.of(read);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new DurableFile.Damaged(file.path(), "says no term and node");
    }
  }
}
