package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.Problem;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.Reporting;
import io.understudy.api.Role;
import io.understudy.api.Takeover;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Prefix;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Look;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.Timing;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Puts together what people see, from the core's look and the adapters' views.
final class Views {
  private static final Lease.Enforcement NO_KERNEL =
      new Lease.Enforcement(false, "the linux bundle isn't there");

  private final Adapters adapters;
  private final String version;
  private final Instant since;

  Views(Adapters adapters, String version, Instant since) {
    this.adapters = adapters;
    this.version = version;
    this.since = since;
  }

  /// @param found what the engine and the core find wrong
  ClusterView of(
      EngineSettings settings,
      long incarnation,
      Look look,
      Policy policy,
      ServiceChecks checks,
      List<Problem> found) {
    return new ClusterView(
        settings.self(),
        version,
        incarnation,
        since,
        look.ready() && complete(policy),
        look.held(),
        look.maintenance(),
        Guarantees.of(policy, look, enforcement(), adapters.fences().any(policy.peer())),
        timing(policy.timing()),
        List.of(peer(look.peer())),
        groups(look, checks),
        adapters.paths().values().stream().map(HeartbeatPath::view).toList(),
        adapters.devices().values().stream().map(ReferenceDevice::view).toList(),
        adapters.fences().views(),
        problems(found));
  }

  /// {@return what there is to see before the core began}
  static Look nothing(Policy policy) {
    return new Look(
        false,
        Optional.empty(),
        false,
        new Look.PeerLook(
            policy.peer(), false, false, Beat.NEVER, false, false, 0, Set.of(), Set.of()),
        Map.of(),
        Set.of(),
        Set.of());
  }

  private Lease.Enforcement enforcement() {
    Lease lease = adapters.lease().get();
    return lease == null ? NO_KERNEL : lease.enforcement();
  }

  /// Every group has its takeover and its hooks.
  private boolean complete(Policy policy) {
    return adapters.takeovers().keySet().containsAll(policy.groups().keySet())
        && adapters.groups().values().stream()
            .allMatch(
                group -> adapters.hooks().keySet().containsAll(group.definition().services()));
  }

  private static ClusterView.Timing timing(Timing timing) {
    return new ClusterView.Timing(
        timing.profile(), timing.beat(), timing.lease(), timing.verdict(), timing.claimWait());
  }

  private static ClusterView.PeerView peer(Look.PeerLook peer) {
    return new ClusterView.PeerView(
        peer.node(),
        peer.contact(),
        peer.reflectedOnly(),
        peer.silence() == Beat.NEVER
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(peer.silence())),
        peer.held(),
        peer.maintenance(),
        Duration.ofNanos(peer.stall()),
        peer.reached(),
        peer.reflecting());
  }

  private List<ClusterView.GroupView> groups(Look look, ServiceChecks checks) {
    List<ClusterView.GroupView> groups = new ArrayList<>();
    for (Map.Entry<GroupId, Look.GroupLook> entry : new TreeMap<>(look.groups()).entrySet()) {
      Look.GroupLook group = entry.getValue();
      Group configured = adapters.groups().get(entry.getKey());
      groups.add(
          new ClusterView.GroupView(
              entry.getKey(),
              look.held().isPresent() && group.role() == Role.STANDBY ? Role.HELD : group.role(),
              group.owner(),
              group.term(),
              Duration.ofNanos(group.lease()),
              group.leaseBy(),
              addresses(entry.getKey()),
              group.electorate(),
              group.electorateVersion(),
              group.doing().isEmpty() ? group.mayClaim() : group.doing(),
              configured == null
                  ? List.of()
                  : checks.views(configured.definition(), group.failures())));
    }
    return groups;
  }

  private List<InetAddress> addresses(GroupId group) {
    Takeover takeover = adapters.takeovers().get(group);
    return takeover == null
        ? List.of()
        : takeover.addresses().stream()
            .map(Prefix::address)
            .sorted(Comparator.comparing(InetAddress::getHostAddress))
            .toList();
  }

  private List<Problem> problems(List<Problem> found) {
    List<Problem> problems = new ArrayList<>(found);
    for (Reporting reporter : adapters.reporters()) {
      problems.addAll(reporter.problems());
    }
    problems.sort(Comparator.comparing(Problem::severity).reversed());
    return problems;
  }
}
