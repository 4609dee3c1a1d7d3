package io.understudy.mirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.mirroring.standby.Behind.Known;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleTest {
  private static final GroupId WEB = new GroupId("web");
  private static final NodeId DEAD = new NodeId("a");

  private static final Copies.Facts FACTS =
      new Copies.Facts(
          Optional.of(
              new Known(
                  DEAD,
                  new Term(7),
                  2,
                  Optional.empty(),
                  List.of(),
                  Instant.EPOCH,
                  true,
                  Optional.empty())),
          Optional.empty());

  @TempDir private Path data;
  private final List<String> told = new ArrayList<>();
  private Stale stale;

  @BeforeEach
  void begin() {
    stale = life();
  }

  private Stale life() {
    return new Stale(data, (kind, text) -> told.add(kind + " " + text));
  }

  private void takenOver(Stale by, long term) {
    by.takenOver(WEB, new Term(term), "pages", FACTS);
  }

  private List<String> problems(Stale of) {
    return of.problems(rule -> false).stream().map(problem -> problem.what()).toList();
  }

  @Test
  void whatWasMissingIsToldUntilSomebodyAcceptsIt() {
    takenOver(stale, 8);
    assertTrue(problems(stale).getFirst().startsWith("taken over with 2 changes of a missing"));
    assertEquals(Outcome.DONE, stale.accept("pages", "ann"));
    assertEquals(List.of(), problems(stale));
    assertTrue(told.getLast().startsWith("accepted rule pages, by ann: taken over with 2"));
  }

  @Test
  void aRestartDoesNotAskAgainAndTheNextTakeoverDoes() {
    takenOver(stale, 8);
    stale.accept("pages", "ann");
    Stale next = life();
    takenOver(next, 8);
    assertEquals(List.of(), problems(next));
    takenOver(next, 10);
    assertEquals(1, problems(next).size());
  }

  @Test
  void whereNothingIsMissingNothingCanBeAccepted() {
    assertTrue(stale.accept("pages", "ann") instanceof Outcome.Failed);
    takenOver(life(), 8);
    assertEquals(1, told.size());
  }
}
