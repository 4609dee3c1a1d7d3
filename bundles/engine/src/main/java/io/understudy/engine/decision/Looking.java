package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes what people see of a state.
final class Looking {
  private Looking() {}

  static Look look(State state, long now, Policy policy) {
    Turn turn = new Turn(state.copy(), now, policy, Rule.ALL);
    Map<GroupId, Look.GroupLook> groups = new TreeMap<>();
    turn.state.groups.forEach((id, own) -> groups.put(id, group(turn, own)));
    boolean muted =
        turn.state.groups.values().stream().noneMatch(own -> own.phase == Ownership.Phase.STARTING);
    return new Look(
        now >= state.readyAt && muted,
        state.disk.wished.held(),
        turn.maintenance(),
        peer(turn),
        groups,
        turn.state.devices.set(Evidence.reachedAtRest(turn)),
        turn.state.devices.set(Evidence.reflecting(turn)));
  }

  private static Look.PeerLook peer(Turn turn) {
    Peer peer = turn.state.peer;
    Beat beat = peer.beat;
    boolean contact = beat != null && turn.silence() < turn.regard().lease();
    return new Look.PeerLook(
        turn.policy.peer(),
        contact,
        contact && turn.now - peer.heardDirect > turn.regard().lease(),
        peer.heard == Times.NEVER ? Beat.NEVER : turn.silence(),
        beat != null && beat.held(),
        beat != null && beat.maintenance().on(),
        beat == null ? 0 : beat.stall(),
        beat == null ? Set.of() : beat.reached(),
        beat == null ? Set.of() : beat.reflecting());
  }

  private static Look.GroupLook group(Turn turn, Ownership own) {
    Beat.Section peer = turn.state.peer.section(own.group);
    boolean theirs =
        peer != null
            && peer.standing() == Beat.Standing.OWNER
            && turn.silence() < turn.regard().lease();
    NodeId self = turn.policy.self();
    Optional<NodeId> owner =
        own.owner()
            ? Optional.of(self)
            : theirs ? Optional.of(turn.policy.peer()) : Optional.empty();
    Role role = own.owner() ? Role.OWNER : turn.held() ? Role.HELD : Role.STANDBY;
    List<Electorate> binding = Electorates.binding(turn, own);
    Set<DeviceId> electorate = new TreeSet<>();
    long version = 0;
    for (Electorate one : binding) {
      electorate.addAll(one.weights().keySet());
      version = Math.max(version, one.version().number());
    }
    return new Look.GroupLook(
        role,
        owner,
        new Term(own.owner() ? own.term : own.seen),
        own.owner() ? Math.max(0, own.until - turn.now) : 0,
        own.owner() ? own.by.word : "",
        electorate,
        version,
        own.owner() ? "it is the owner" : mayClaim(turn, own),
        doing(turn, own),
        failures(own));
  }

  private static String mayClaim(Turn turn, Ownership own) {
    if (turn.held()) {
      return "no: held in standby";
    }
    if (turn.maintenance()) {
      return "no: maintenance is on";
    }
    if (!own.lan) {
      return "no: its LAN device is unusable";
    }
    if (!turn.state.disk.error.isEmpty()) {
      return "no: the state can't be written";
    }
    if (!own.objection.isEmpty()) {
      return "no: %s; claim --alone takes it over as it is".formatted(own.objection);
    }
    if (turn.now > turn.rightUntil()) {
      return "no: no contact with %s for too long, or none yet; claim --alone if it is dead"
          .formatted(turn.policy.peer());
    }
    if (turn.now < turn.state.readyAt) {
      return "no: just started";
    }
    Policy.GroupPolicy policy = turn.policyOf(own.group);
    boolean required = policy.fencing() == Policy.Fencing.REQUIRE;
    String yes =
        switch (policy.fencing()) {
          case NONE -> "yes";
          case ATTEMPT -> "yes, after an attempt to fence %s".formatted(turn.policy.peer());
          case REQUIRE -> "yes, once %s is fenced".formatted(turn.policy.peer());
        };
    if (Electorates.empty(turn, own)) {
      return policy.blind() || required ? yes : "no: no reference device has a vote";
    }
    return Evidence.moreThanHalf(turn, own, Evidence.reachedAtRest(turn))
        ? yes
        : "no: it reaches no majority of the reference devices";
  }

  private static String doing(Turn turn, Ownership own) {
    return switch (own.phase) {
      case STARTING -> "mutes what an earlier life left";
      case LEAVING -> "mutes its address";
      case OWNER -> {
        if (own.handing != null) {
          yield "hands over to " + own.handing.to();
        }
        yield own.ended ? "its services are stopped: it failed on both nodes" : serves(own);
      }
      case STANDBY ->
          own.want != 0
              ? "asks for it"
              : !serves(own).isEmpty()
                  ? serves(own)
                  : own.announcedAt == Times.NEVER
                      ? ""
                      : turn.state.peer.fence != 0
                          ? "has %s fenced".formatted(turn.policy.peer())
                          : Fencing.wanted(turn, own) && !turn.state.peer.fenceError.isEmpty()
                              ? "no: %s isn't fenced: %s"
                                  .formatted(turn.policy.peer(), turn.state.peer.fenceError)
                              : "would claim: waits for the lease";
    };
  }

  /// What is being done to its services; empty if nothing.
  private static String serves(Ownership own) {
    if (own.restart != 0) {
      return "starts service %s again".formatted(own.restarting);
    }
    if (own.stop != 0) {
      return "stops its services";
    }
    return own.owner() && !own.started ? "starts its services" : "";
  }

  private static Map<String, Integer> failures(Ownership own) {
    Map<String, Integer> failures = new TreeMap<>();
    own.failures.forEach(failure -> failures.merge(failure.service(), 1, Integer::sum));
    return failures;
  }
}
