package io.understudy.mirroring.standby;

import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.link.Opening;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what isn't in the copies of a group.
///
/// @param known whether a rule is one of the group here
/// @param complete told the rules whose copy just became complete
record Listening(Opening opening, Behind behind, Predicate<String> known, Consumer<String> complete)
    implements Receiving.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  @Override
  public void serve(Connection connection) throws IOException {
    Optional<Notice> notice = NoticeTalk.read(connection.in());
    while (notice.isPresent()) {
      Notice heard = notice.get();
      if (known.test(heard.rule())) {
        try {
          if (behind.heard(opening.from(), opening.term(), heard)) {
            complete.accept(heard.rule());
          }
        } catch (IOException e) {
          // It is known until the process ends; the next notice tries again to write it.
          LOG.warn("what the copy of rule {} lacks can't be kept: {}", heard.rule(), e.toString());
        }
      }
      notice = NoticeTalk.read(connection.in());
    }
  }

  @Override
  public void close() throws IOException {
    behind.ended();
  }
}
