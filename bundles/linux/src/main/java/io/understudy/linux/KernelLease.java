package io.understudy.linux;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Lease;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lease in nftables' `netdev` family. Rules are written by the `nft` program when a group is
/// guarded; from then on frames to `lo` arm, renew and drop ([LeaseChannel]). Every frame says
/// whether the kernel obeyed, so rules that somebody flushed are noticed at the next ticket and
/// written again.
@Component(immediate = true)
public final class KernelLease implements Lease {
  private static final Logger LOG = LoggerFactory.getLogger(KernelLease.class);

  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
  private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

  private final LeaseChannel channel;
  private final AutoCloseable watch;
  private final Map<GroupId, Guarded> groups = new ConcurrentHashMap<>();

  /// The count of the last ticket that a drop made void.
  private final Map<GroupId, Integer> voided = new ConcurrentHashMap<>();

  private final AtomicBoolean repairing = new AtomicBoolean();
  private volatile Duration patience = LEAST_PATIENCE;
  private volatile String trouble = "";
  private volatile boolean closed;
  private @Nullable String unable;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ProcessSetup setup;

  @Activate
  public KernelLease() throws KernelException {
    channel = new LeaseChannel();
    try {
      watch = new LinkWatch(this::changed);
    } catch (KernelException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public synchronized Outcome guard(
      GroupId group, Set<String> devices, Set<InetAddress> addresses, Map<Kind, Span> spans) {
    Optional<String> objection = Guarded.objection(devices, addresses, spans);
    if (objection.isPresent()) {
      return new Outcome.Failed("group %s: %s".formatted(group, objection.get()));
    }
    return apply(group, Guarded.of(devices, addresses, spans));
  }

  private Outcome apply(GroupId group, Guarded wanted) {
    Nft nft = nft();
    Map<String, Integer> devices = wanted.existing();
    Optional<String> failure = Optional.empty();
    if (devices.isEmpty()) {
      failure =
          Optional.of("no device %s; it is guarded once there is".formatted(wanted.devices()));
    } else {
      failure =
          nft.run(
              LeaseRules.guard(
                  group,
                  devices.keySet(),
                  wanted.addresses(),
                  wanted.spans(),
                  nft.table().chains(),
                  channel.secret(),
                  Libc.effectiveUser()));
    }
    Guarded before =
        groups.put(
            group, wanted.applied(failure.isEmpty() ? devices : Map.of(), failure.orElse("")));
    if (failure.isPresent()) {
      if (before == null || !before.problem().equals(failure.get())) {
        LOG.warn("group {} isn't guarded: {}", group, failure.get());
      }
      return new Outcome.Failed("group %s isn't guarded: %s".formatted(group, failure.get()));
    }
    LOG.info("group {} is guarded on {}: {}", group, devices.keySet(), wanted.names());
    LeaseChannel.Effect armed = channel.arm(channel.nextNonce());
    confirm(
        armed == LeaseChannel.Effect.DONE && channel.obstructed()
            ? LeaseChannel.Effect.NONE
            : armed);
    return trouble.isEmpty() ? Outcome.DONE : new Outcome.Failed(trouble);
  }

  @Override
  public synchronized Outcome unguard(GroupId group) {
    Nft nft = nft();
    Nft.Table table = nft.table();
    String script = LeaseRules.unguard(group, table.chains(), table.sets());
    Optional<String> failure = script.isEmpty() ? Optional.empty() : nft.run(script);
    if (failure.isPresent()) {
      return new Outcome.Failed("group %s stays guarded: %s".formatted(group, failure.get()));
    }
    groups.remove(group);
    voided.remove(group);
    LOG.info("group {} is no longer guarded", group);
    return Outcome.DONE;
  }

  @Override
  public long arm() {
    long nonce = channel.nextNonce();
    LeaseChannel.Effect effect = channel.arm(nonce);
    if (effect != LeaseChannel.Effect.DONE && !groups.isEmpty() || !trouble.isEmpty()) {
      confirm(effect);
    }
    return nonce;
  }

  @Override
  public void renew(long nonce, Kind kind, GroupId group) {
    Guarded guarded = groups.get(group);
    if (guarded == null) {
      return;
    }
    synchronized (channel) {
      if (!LeaseChannel.before(nonce, voided.getOrDefault(group, 0))) {
        channel.renew(nonce, kind, guarded.raw());
      }
    }
  }

  @Override
  public Outcome drop(GroupId group) {
    Guarded guarded = groups.get(group);
    if (guarded == null || !guarded.problem().isEmpty()) {
      return new Outcome.Failed(
          "group %s can't be muted: %s"
              .formatted(group, guarded == null ? "it isn't guarded" : guarded.problem()));
    }
    List<byte[]> left;
    synchronized (channel) {
      voided.put(group, channel.count());
      left = channel.drop(guarded.raw());
    }
    if (left.isEmpty()) {
      return Outcome.DONE;
    }
    confirm(LeaseChannel.Effect.NONE);
    return new Outcome.Failed("group %s isn't certainly muted: no rule obeyed".formatted(group));
  }

  @Override
  public boolean holds(GroupId group) {
    Guarded guarded = groups.get(group);
    return guarded != null
        && guarded.problem().isEmpty()
        && trouble.isEmpty()
        && guarded.raw().stream().noneMatch(channel::muted);
  }

  @Override
  public Enforcement enforcement() {
    for (Map.Entry<GroupId, Guarded> group : groups.entrySet()) {
      if (!group.getValue().problem().isEmpty()) {
        return new Enforcement(
            false, "group %s: %s".formatted(group.getKey(), group.getValue().problem()));
      }
    }
    String why = groups.isEmpty() ? unable() : trouble;
    return new Enforcement(why.isEmpty(), why);
  }

  /// Whether this kernel and its `nft` could enforce a lease; found out once.
  private synchronized String unable() {
    String known = unable;
    if (known == null) {
      known =
          nft()
              .check(
                  LeaseRules.guard(
                      new GroupId("trial"),
                      Set.of("lo"),
                      Set.of(InetAddress.ofLiteral("192.0.2.1")),
                      Map.of(Kind.GRANT, Guarded.TRIAL),
                      Set.of(),
                      channel.secret(),
                      Libc.effectiveUser()))
              .orElse("");
      unable = known;
    }
    return known;
  }

  private void confirm(LeaseChannel.Effect effect) {
    switch (effect) {
      case DONE -> {
        trouble = "";
        patience = LEAST_PATIENCE;
      }
      case UNSENT -> trouble = "frames to lo can't be sent; set it up: ip link set lo up";
      case NONE -> {
        trouble =
            "the lease's rules are gone, another process works it, or other rules drop all on lo";
        if (!closed && repairing.compareAndSet(false, true)) {
          Thread.ofPlatform().daemon().name("understudy lease").start(this::repair);
        }
      }
    }
  }

  /// Writes rules anew that somebody flushed, and again after growing gaps where that fails. Rules
  /// that are there and don't obey belong to another process, and stay its own.
  private void repair() {
    try {
      synchronized (this) {
        List<String> chains = nft().table().chains();
        for (Map.Entry<GroupId, Guarded> group : groups.entrySet()) {
          if (!closed && !chains.contains(LeaseRules.mark(group.getKey()))) {
            LOG.info("the rules of group {} aren't there; writing them", group.getKey());
            apply(group.getKey(), group.getValue());
          }
        }
      }
      Duration gap = patience;
      patience = gap.compareTo(MOST_PATIENCE) < 0 ? gap.multipliedBy(2) : MOST_PATIENCE;
      Thread.sleep(gap);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      repairing.set(false);
    }
  }

  /// A device that appears, or is another one of the same name, is guarded at once.
  private synchronized void changed(Set<String> names) {
    groups.forEach(
        (group, guarded) -> {
          if (names.stream().anyMatch(guarded.devices()::contains)
              && !guarded.applied().equals(guarded.existing())) {
            apply(group, guarded);
          }
        });
  }

  private Nft nft() {
    ProcessSetup known = setup;
    return new Nft(known == null ? "" : known.settings().nft());
  }

  /// Closes what is open. The rules stay: the kernel goes on muting by itself.
  @Deactivate
  public void close() throws Exception {
    closed = true;
    watch.close();
    channel.close();
  }
}
