package io.understudy.settings;

import io.understudy.api.ClusterChanges.Proposal;
import io.understudy.api.NodeId;
import io.understudy.settings.Notice.Phase;
import io.understudy.settings.Notice.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How the nodes agree on one change of settings, from what each says of itself: what is said may
/// be seen late, and one may start anew at any moment.
///
/// The node where it was ordered leads: it asks; once all agree it makes the change and so do the
/// others; once somebody keeps it and all others have kept it, it is done. Whatever goes wrong
/// before that ends in everybody taking it back: each by itself if it hears nothing. Only one that
/// has kept it when the leader dies for good stays with it.
final class Agreement {
  private static final long ANSWERS = Duration.ofSeconds(5).toNanos();

  /// The others wait longer than the leader, so that it is the leader who decides.
  private static final long GRACE = Duration.ofSeconds(10).toNanos();

  private static final long SHOWN = Duration.ofSeconds(20).toNanos();

  /// How long one that has kept it waits for a leader that is silent, and a leader that has taken
  /// it back tells it to one that is.
  private static final long SILENT = Duration.ofMinutes(10).toNanos();

  private static final String ORDERED = "that was ordered";

  /// What is done here. All of it is done before the others hear of it.
  interface Hands {
    /// {@return why it can't be made here}
    Optional<String> objection(Proposal proposal);

    /// Makes it, having written down how to take it back.
    ///
    /// @throws IOException if it isn't made; the message says why
    void make(Notice as) throws IOException;

    /// Writes down how far it is.
    void keep(Notice as);

    /// Takes it back, and writes down that it is.
    ///
    /// @return what couldn't be, for people; empty if all was
    String takeBack(Notice as);

    /// It stays.
    void end(Notice as);

    /// All is over: what is written down isn't needed any more.
    void forget();
  }

  private final NodeId self;
  private final Hands hands;
  private final LongSupplier nanos;
  private @Nullable Notice mine;
  private long since;
  private long until;
  private long heard;

  /// Whether something is written down.
  private boolean recorded;

  /// Whether another node may still have what this one has taken back.
  private boolean held;

  Agreement(NodeId self, Hands hands, LongSupplier nanos) {
    this.self = self;
    this.hands = hands;
    this.nanos = nanos;
  }

  /// What this node says; empty if there is nothing.
  Optional<Notice> notice() {
    return Optional.ofNullable(mine);
  }

  /// {@return how long the change that is made waits to be kept, in nanoseconds}
  long left() {
    return until - nanos.getAsLong();
  }

  /// Goes on where a former life of this node had got to.
  ///
  /// @param left how long it waits to be kept
  void resume(Notice notice, Duration left) {
    enter(notice);
    recorded = true;
    until = since + left.toNanos();
  }

  /// Asks the others.
  ///
  /// @return why not, if it can't even be asked
  Optional<String> propose(String id, Proposal proposal) {
    if (mine != null && isOpen(mine.phase())) {
      return Optional.of(
          "a change of %s, ordered by %s, is under way: keep it or take it back first"
              .formatted(mine.proposal().file(), mine.proposal().by()));
    }
    if (held) {
      return Optional.of(
          "%s is taken back here, and a node without contact may not know it yet: wait for it"
              .formatted(mine == null ? proposal.file() : mine.proposal().file()));
    }
    Optional<String> objection = hands.objection(proposal);
    if (objection.isEmpty()) {
      forget();
      enter(new Notice(id, self, proposal, Phase.ASKED, "", Wish.NONE));
    }
    return objection;
  }

  /// Somebody here wants it kept or taken back.
  void wish(Wish wish) {
    if (mine != null) {
      mine = mine.wishing(wish);
    }
  }

  private static boolean isOpen(Phase phase) {
    return phase != Phase.DONE && phase != Phase.BACK && phase != Phase.REFUSED;
  }

  /// Looks at what the others say, and at the clock.
  ///
  /// @param peers all other nodes
  void look(Map<NodeId, Notice> others, Set<NodeId> peers) {
    if (mine == null || !isOpen(mine.phase())) {
      others.forEach(this::consider);
    }
    if (mine == null) {
      return;
    }
    if (mine.leader().equals(self)) {
      lead(mine, new Others(mine.id(), others, peers));
    } else {
      Notice theirs = others.get(mine.leader());
      follow(mine, theirs == null || !theirs.id().equals(mine.id()) ? null : theirs);
    }
  }

  private void consider(NodeId from, Notice theirs) {
    boolean free = mine == null || !isOpen(mine.phase()) && !mine.id().equals(theirs.id());
    if (free && !held && theirs.phase() == Phase.ASKED && theirs.leader().equals(from)) {
      String objection = hands.objection(theirs.proposal()).orElse("");
      Phase answer = objection.isEmpty() ? Phase.AGREED : Phase.REFUSED;
      forget();
      enter(theirs.in(answer, objection).wishing(Wish.NONE));
    }
  }

  /// What the others say about one change.
  private record Others(String id, Map<NodeId, Notice> notices, Set<NodeId> peers) {
    boolean all(Phase phase) {
      return peers.stream().allMatch(peer -> is(peer, phase));
    }

    private boolean is(NodeId peer, Phase phase) {
      Notice notice = notices.get(peer);
      return notice != null && notice.id().equals(id) && notice.phase() == phase;
    }

    boolean haveMade() {
      return peers.stream().allMatch(peer -> is(peer, Phase.MADE) || is(peer, Phase.KEPT));
    }

    Optional<NodeId> one(Phase phase) {
      return peers.stream().filter(peer -> is(peer, phase)).findFirst();
    }

    boolean wishToKeep() {
      return notices.values().stream()
          .anyMatch(notice -> notice.id().equals(id) && notice.wish() == Wish.KEEP);
    }

    /// {@return whether one may have made it, so that it has to hear how it ended}
    boolean heldBy(Notice ended) {
      return ended.phase() == Phase.BACK
          && peers.stream().anyMatch(peer -> !is(peer, Phase.BACK) && !is(peer, Phase.REFUSED));
    }

    String said(NodeId peer) {
      Notice notice = notices.get(peer);
      return "%s: %s".formatted(peer, notice == null ? "" : notice.said());
    }

    Optional<NodeId> busy() {
      return peers.stream()
          .filter(
              peer -> {
                Notice notice = notices.get(peer);
                return notice != null && !notice.id().equals(id) && isOpen(notice.phase());
              })
          .findFirst();
    }

    String missing(Phase phase) {
      return peers.stream()
              .filter(peer -> !is(peer, phase))
              .map(NodeId::name)
              .reduce("", (one, other) -> one.isEmpty() ? other : one + ", " + other)
          + " doesn't answer: there is no contact, or its program is older";
    }
  }

  private void lead(Notice current, Others others) {
    switch (current.phase()) {
      case ASKED -> asked(current, others);
      case MADE -> made(current, others);
      case KEEPING -> {
        if (others.all(Phase.KEPT)) {
          end(current);
          enter(current.in(Phase.DONE, ""));
        } else if (others.one(Phase.BACK).isPresent()) {
          takeBack(current, others.said(others.one(Phase.BACK).get()));
        } else if (isOver(ANSWERS)) {
          takeBack(current, others.missing(Phase.KEPT));
        }
      }
      default -> {
        held = recorded && others.heldBy(current);
        forgetAfter(held ? SILENT : SHOWN);
      }
    }
  }

  private void asked(Notice current, Others others) {
    Optional<NodeId> refused = others.one(Phase.REFUSED);
    Optional<NodeId> busy = others.busy();
    if (refused.isPresent()) {
      enter(current.in(Phase.BACK, others.said(refused.get())));
    } else if (busy.isPresent()) {
      enter(
          current.in(
              Phase.BACK,
              "%s has another change under way; see: understudy change".formatted(busy.get())));
    } else if (others.all(Phase.AGREED)) {
      make(current, current.proposal().within().toNanos());
    } else if (isOver(ANSWERS) || current.wish() == Wish.BACK) {
      enter(current.in(Phase.BACK, others.missing(Phase.AGREED)));
    }
  }

  private void made(Notice current, Others others) {
    Optional<NodeId> back = others.one(Phase.BACK);
    boolean everywhere = others.haveMade();
    if (everywhere) {
      heard = nanos.getAsLong();
    }
    if (back.isPresent()) {
      takeBack(current, others.said(back.get()));
    } else if (current.wish() == Wish.BACK) {
      takeBack(current, ORDERED);
    } else if (everywhere && (current.wish() == Wish.KEEP || others.wishToKeep())
        || others.one(Phase.KEPT).isPresent()) {
      keep(current.in(Phase.KEEPING, ""));
    } else if (!everywhere && isSilent(ANSWERS)) { // not for a bundle's replacement or a restart
      takeBack(current, others.missing(Phase.MADE));
    } else if (left() <= 0) {
      takeBack(current, "nobody kept it in time");
    }
  }

  /// {@return whether this node leads a change that is made on all nodes}
  boolean isMadeEverywhere(Map<NodeId, Notice> others, Set<NodeId> peers) {
    return mine != null
        && mine.phase() == Phase.MADE
        && new Others(mine.id(), others, peers).haveMade();
  }

  /// @param theirs null if the leader says nothing of this change
  private void follow(Notice current, @Nullable Notice theirs) {
    Phase leader = theirs == null ? null : theirs.phase();
    String said = theirs == null ? "" : theirs.said();
    if (theirs != null) {
      heard = nanos.getAsLong();
    }
    switch (current.phase()) {
      case AGREED -> {
        if (leader == Phase.MADE) {
          make(current, current.proposal().within().toNanos() + GRACE);
        } else if (leader == Phase.BACK || isSilent(ANSWERS) || isOver(GRACE)) {
          forget();
        }
      }
      case MADE -> {
        if (leader == Phase.KEEPING) {
          keep(current.in(Phase.KEPT, ""));
        } else if (leader == Phase.BACK) {
          takeBack(current, said);
        } else if (current.wish() == Wish.BACK) {
          takeBack(current, ORDERED);
        } else if (left() <= 0) {
          takeBack(current, "nobody kept it in time, and %s is silent".formatted(current.leader()));
        }
      }
      case KEPT -> {
        if (leader == Phase.BACK) {
          takeBack(current, said);
        } else if (leader == Phase.DONE || isSilent(SILENT)) {
          end(current);
          forget();
        }
      }
      default -> forgetAfter(leader == null ? SHOWN : 2 * SHOWN); // a leader may wait to hear it
    }
  }

  private void make(Notice current, long within) {
    Notice next = current.in(Phase.MADE, "");
    try {
      hands.make(next);
      recorded = true;
      enter(next);
      until = since + within;
    } catch (IOException failed) {
      enter(current.in(Phase.BACK, String.valueOf(failed.getMessage())));
    }
  }

  private void keep(Notice next) {
    hands.keep(next);
    enter(next);
  }

  private void end(Notice current) {
    hands.end(current);
    recorded = false;
  }

  private void takeBack(Notice current, String why) {
    String problem = hands.takeBack(current.in(Phase.BACK, why));
    enter(current.in(Phase.BACK, problem.isEmpty() ? why : why + "; " + problem));
  }

  private void enter(Notice next) {
    mine = next;
    since = nanos.getAsLong();
    heard = since;
  }

  private boolean isOver(long limit) {
    return nanos.getAsLong() - since > limit;
  }

  private boolean isSilent(long limit) {
    return nanos.getAsLong() - heard > limit;
  }

  private void forgetAfter(long limit) {
    if (isOver(limit)) {
      forget();
    }
  }

  private void forget() {
    mine = null;
    held = false;
    if (recorded) {
      hands.forget();
      recorded = false;
    }
  }
}
