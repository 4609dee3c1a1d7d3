package io.understudy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterChanges.Proposal;
import io.understudy.api.NodeId;
import io.understudy.settings.Notice.Phase;
import io.understudy.settings.Notice.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes, whose notices are seen late, and which start anew, in simulated time.
class AgreementTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Proposal CHANGE =
      new Proposal("io.understudy.engine.cfg", Map.of("lease", "250ms"), "root", WITHIN);

  private long now = 1;
  private final Map<NodeId, Member> nodes = new LinkedHashMap<>();
  private final Set<NodeId> cut = new HashSet<>();

  /// A node, its file (made or not), and what it has written down.
  private final class Member implements Agreement.Hands {
    final NodeId self;
    Agreement agreement;
    boolean made;
    boolean broken;
    String objects = "";
    @Nullable Notice record;
    long until;

    Member(NodeId self) {
      this.self = self;
      this.agreement = new Agreement(self, this, () -> now);
    }

    void restart() {
      agreement = new Agreement(self, this, () -> now);
      if (record != null) {
        agreement.resume(record, Duration.ofNanos(Math.max(0, until - now)));
      }
    }

    @Override
    public Optional<String> objection(Proposal proposal) {
      return objects.isEmpty() ? Optional.empty() : Optional.of(objects);
    }

    @Override
    public void make(Notice as) throws IOException {
      if (broken) {
        throw new IOException("the disk is full");
      }
      assertFalse(made, "made twice");
      made = true;
      record = as;
      until = now + WITHIN.toNanos();
    }

    @Override
    public void keep(Notice as) {
      record = as;
    }

    @Override
    public String takeBack(Notice as) {
      made = false;
      record = as;
      return "";
    }

    @Override
    public void forget() {
      record = null;
    }

    @Override
    public void end(Notice as) {
      record = null;
    }

    Phase phase() {
      return agreement.notice().map(Notice::phase).orElse(Phase.DONE);
    }
  }

  private void cluster(NodeId... names) {
    for (NodeId name : names) {
      nodes.put(name, new Member(name));
    }
  }

  private Member node(NodeId name) {
    return nodes.get(name);
  }

  /// All notices are seen at once, by who isn't cut off.
  private void run(Duration time) {
    long end = now + time.toNanos();
    while (now < end) {
      nodes.keySet().forEach(this::look);
      now += Duration.ofMillis(100).toNanos();
    }
  }

  private void look(NodeId self) {
    Map<NodeId, Notice> seen = new HashMap<>();
    nodes.forEach(
        (name, other) -> {
          if (!name.equals(self) && !cut.contains(name) && !cut.contains(self)) {
            other.agreement.notice().ifPresent(notice -> seen.put(name, notice));
          }
        });
    Set<NodeId> peers = new HashSet<>(nodes.keySet());
    peers.remove(self);
    node(self).agreement.look(seen, peers);
  }

  private List<Boolean> made() {
    return nodes.values().stream().map(member -> member.made).toList();
  }

  private void propose(NodeId leader) {
    assertEquals(Optional.empty(), node(leader).agreement.propose("1", CHANGE));
  }

  private String said(NodeId name) {
    return node(name).agreement.notice().map(Notice::said).orElse("");
  }

  @Test
  void itIsMadeByAllAndTakenBackByAllUnlessItIsKept() {
    cluster(A, B, C);
    propose(A);
    run(Duration.ofSeconds(1));
    assertEquals(List.of(true, true, true), made());
    run(Duration.ofSeconds(58));
    assertEquals(List.of(true, true, true), made());
    run(Duration.ofSeconds(3));
    assertEquals(List.of(false, false, false), made());
    assertEquals("nobody kept it in time", said(A));
    run(Duration.ofSeconds(60));
    assertTrue(nodes.values().stream().allMatch(node -> node.agreement.notice().isEmpty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void whoeverKeepsItAllKeepIt(String where) {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    node(new NodeId(where)).agreement.wish(Wish.KEEP);
    run(Duration.ofMinutes(5));
    assertEquals(List.of(true, true), made());
    assertEquals(null, node(A).record);
    assertEquals(null, node(B).record);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void whoeverTakesItBackAllDo(String where) {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    node(new NodeId(where)).agreement.wish(Wish.BACK);
    run(Duration.ofSeconds(1));
    assertEquals(List.of(false, false), made());
  }

  @Test
  void oneObjectionAndNothingIsMade() {
    cluster(A, B, C);
    node(C).objects = "lease: too short";
    propose(A);
    run(Duration.ofSeconds(30));
    assertEquals(List.of(false, false, false), made());
    node(C).objects = "";
    assertEquals(Optional.empty(), node(B).agreement.propose("2", CHANGE));
    run(Duration.ofSeconds(1));
    assertEquals(List.of(true, true, true), made(), "the next one is none the worse for it");
  }

  @Test
  void itSaysWhoRefusedAndWhy() {
    cluster(A, B);
    node(B).objects = "lease: too short";
    propose(A);
    run(Duration.ofSeconds(1));
    assertEquals("b: lease: too short", said(A));
  }

  @Test
  void aNodeThatCannotMakeItHasAllTakeItBack() {
    cluster(A, B, C);
    node(B).broken = true;
    propose(A);
    run(Duration.ofSeconds(2));
    assertEquals(List.of(false, false, false), made());
    assertEquals("b: the disk is full", said(A));
  }

  @Test
  void aNodeThatDoesNotAnswerEndsIt() {
    cluster(A, B);
    cut.add(B);
    propose(A);
    run(Duration.ofSeconds(6));
    assertEquals(List.of(false, false), made());
    assertTrue(said(A).startsWith("b doesn't answer"), said(A));
  }

  @Test
  void ofTwoAtOnceAtMostOneIsMade() {
    cluster(A, B);
    propose(A);
    assertEquals(Optional.empty(), node(B).agreement.propose("2", CHANGE));
    run(Duration.ofSeconds(1));
    assertEquals(1, Set.copyOf(made()).size(), made().toString());
    assertEquals(
        node(A).agreement.notice().map(Notice::id), node(B).agreement.notice().map(Notice::id));
  }

  @Test
  void oneAtATime() {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    assertTrue(node(A).agreement.propose("2", CHANGE).isPresent());
    assertTrue(node(B).agreement.propose("3", CHANGE).isPresent());
    assertEquals(List.of(true, true), made());
  }

  @Test
  void whoHearsNothingTakesItBackByItself() {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    cut.add(B);
    run(Duration.ofSeconds(75));
    assertEquals(List.of(false, false), made());
  }

  /// The engine of one is replaced, or one starts anew.
  @Test
  void aMomentWithoutContactEndsNothing() {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(10));
    cut.add(B);
    run(Duration.ofSeconds(4));
    cut.clear();
    run(Duration.ofSeconds(4));
    assertEquals(List.of(true, true), made());
    cut.add(B);
    run(Duration.ofSeconds(6));
    assertFalse(node(A).made, "gone for too long");
  }

  @Test
  void keepingWithoutContactTakesItBack() {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    cut.add(B);
    node(A).agreement.wish(Wish.KEEP);
    run(Duration.ofSeconds(75));
    assertEquals(List.of(false, false), made());
  }

  @Test
  void aRestartForgetsNothing() {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    node(A).restart();
    node(B).restart();
    run(Duration.ofSeconds(1));
    assertEquals(List.of(true, true), made());
    node(B).agreement.wish(Wish.KEEP);
    run(Duration.ofSeconds(1));
    assertEquals(Phase.DONE, node(A).phase());
    run(Duration.ofMinutes(2));
    assertEquals(List.of(true, true), made());
  }

  /// The leader waits to hear that it is taken back everywhere, and then goes on.
  @Test
  void whoComesBackLateIsHeard() {
    cluster(A, B);
    propose(A);
    run(Duration.ofSeconds(1));
    cut.add(B);
    run(Duration.ofSeconds(65));
    assertTrue(node(A).agreement.propose("2", CHANGE).isPresent(), "b may still have it");
    node(B).restart();
    run(Duration.ofSeconds(10));
    cut.clear();
    run(Duration.ofSeconds(1));
    assertEquals(List.of(false, false), made());
    assertEquals(Optional.empty(), node(A).agreement.propose("3", CHANGE));
    run(Duration.ofSeconds(1));
    assertEquals(List.of(true, true), made());
  }

  /// Cuts, restarts, full disks and orders at any moment; then quiet. Whatever happened, all nodes
  /// have the change or none has.
  @Test
  void afterAnythingAllHaveItOrNone() {
    int[] ends = new int[2];
    for (int seed = 0; seed < 1000; seed++) {
      Random chance = new Random(seed);
      nodes.clear();
      cut.clear();
      if (chance.nextBoolean()) {
        cluster(A, B);
      } else {
        cluster(A, B, C);
      }
      List<NodeId> names = List.copyOf(nodes.keySet());
      propose(A);
      for (int step = 0; step < 200; step++) {
        NodeId one = names.get(chance.nextInt(names.size()));
        switch (chance.nextInt(40)) {
          case 0 -> cut.add(one);
          case 1 -> node(one).restart();
          case 2 -> node(one).broken = chance.nextBoolean();
          case 3 -> node(one).agreement.wish(chance.nextInt(4) == 0 ? Wish.BACK : Wish.KEEP);
          case 4, 5, 6, 7 -> cut.clear();
          default -> look(one);
        }
        now += Duration.ofMillis(chance.nextInt(1000)).toNanos();
      }
      cut.clear();
      run(Duration.ofMinutes(12));
      assertEquals(1, Set.copyOf(made()).size(), "seed " + seed + ": " + made());
      nodes.values().forEach(member -> assertEquals(null, member.record));
      ends[node(A).made ? 1 : 0]++;
    }
    assertTrue(ends[0] > 100 && ends[1] > 100, ends[0] + " taken back, " + ends[1] + " kept");
  }
}
