package io.understudy.mirroring.standby;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.ClusterView;
import io.understudy.api.ClusterView.GroupView;
import io.understudy.api.ClusterView.PeerView;
import io.understudy.api.ClusterView.Timing;
import io.understudy.api.GroupId;
import io.understudy.api.Guarantee;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final GroupId WEB = new GroupId("web");

  private static PeerView peer(NodeId node, boolean contact) {
    return new PeerView(
        node, contact, false, Optional.empty(), false, false, Duration.ZERO, Set.of(), Set.of());
  }

  private static ClusterView view(Optional<NodeId> owner, boolean contactWithA) {
    GroupView group =
        new GroupView(
            WEB,
            Role.STANDBY,
            owner,
            new Term(7),
            Duration.ZERO,
            "",
            List.of(),
            Set.of(),
            1,
            "",
            List.of());
    return new ClusterView(
        B,
        "1",
        1,
        Instant.EPOCH,
        true,
        Optional.empty(),
        false,
        new Guarantee(Guarantee.Level.BEST_EFFORT, ""),
        new Timing("default", Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        List.of(peer(A, contactWithA), peer(C, true)),
        List.of(group),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void contactIsContactWithTheOwner() {
    Ownership heard = new Ownership(Role.STANDBY, Optional.of(A), new Term(7), true);
    assertEquals(Optional.of(heard), Ownership.of(view(Optional.of(A), true), WEB));
    Ownership silent = new Ownership(Role.STANDBY, Optional.of(A), new Term(7), false);
    assertEquals(Optional.of(silent), Ownership.of(view(Optional.of(A), false), WEB));
    Ownership nobody = new Ownership(Role.STANDBY, Optional.empty(), new Term(7), false);
    assertEquals(Optional.of(nobody), Ownership.of(view(Optional.empty(), true), WEB));
    assertEquals(Optional.empty(), Ownership.of(view(Optional.of(A), true), new GroupId("mail")));
  }
}
