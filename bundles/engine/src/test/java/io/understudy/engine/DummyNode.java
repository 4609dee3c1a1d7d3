package io.understudy.engine;

import io.understudy.api.DeviceId;
import io.understudy.api.DeviceView;
import io.understudy.api.GroupId;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.PathId;
import io.understudy.api.PathView;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.ServiceHook;
import io.understudy.api.Takeover;
import io.understudy.api.Term;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Prefix;
import io.understudy.api.kernel.Ticker;
import io.understudy.engine.decision.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A node whose network and kernel are in memory: the real loop, core, codec and state file,
/// without root.
final class DummyNode implements AutoCloseable {
  static final GroupId WEB = new GroupId("web");
  private static final PathId LAN = new PathId("lan");
  private static final String BOOT = "boot";

  final NodeId self;
  private final NodeId peer;
  private final Disk disk;
  private final Chronicle chronicle;
  private final Silences silences;
  private final Flaps flaps;
  private final Adapters adapters = new Adapters();
  private final ExecutorService wire = Executors.newSingleThreadExecutor();
  private final EngineSettings settings;
  private volatile DummyNode other = this;
  private volatile boolean cut;
  private volatile boolean configured;
  private Run run;
  private volatile Hearing hearing;

  /// What services, data and addresses of any node did, in its order.
  private final List<String> done;

  final DummyGroupData data;

  /// @param done where it writes what it did
  DummyNode(String self, String peer, Path home, List<String> done) throws IOException {
    this.done = done;
    this.data = new DummyGroupData(self, done);
    this.self = new NodeId(self);
    this.peer = new NodeId(peer);
    // Slow enough for a busy machine without real-time priority.
    this.settings =
        EngineSettings.of(
            Map.of(
                "node",
                self,
                "nodes",
                "a, b",
                "beat",
                "250ms",
                "burst",
                "100ms",
                "lease",
                "2s",
                "verdictLease",
                "1s"));
    this.disk = new Disk(home.resolve(self).resolve("data/cluster.state"));
    this.chronicle =
        new Chronicle(
            this.self, home.resolve(self).resolve("log/events.log"), InstantSource.system());
    this.silences =
        new Silences(
            home.resolve(self).resolve("log/silences.log"),
            InstantSource.system(),
            () -> settings.timing().beat(),
            silence -> false);
    this.flaps =
        new Flaps(
            home.resolve(self).resolve("data/failures"),
            InstantSource.system(),
            () -> new Flaps.Limit(3, Duration.ofMinutes(10)));
    adapters.ticker().set(new MonotonicTicker());
    adapters.lease().set(new ObedientLease());
    adapters.paths().put(LAN, new Wire());
    for (String name : new String[] {"d1", "d2", "d3"}) {
      DeviceId id = new DeviceId(name);
      adapters.devices().put(id, new Device(id));
    }
    adapters.takeovers().put(WEB, new Addresses());
    adapters.groups().put(WEB, new Group(Map.of("name", "web", "services", "http")));
    adapters.hooks().put("http", new Http());
    adapters.dataAppeared(data);
    begin(disk.found());
  }

  static void connect(DummyNode a, DummyNode b) {
    a.other = b;
    b.other = a;
  }

  /// A new life of the engine, from what the disk says.
  /// Who owns the group as the run saw it when watchers were last to be called.
  volatile Optional<NodeId> watched = Optional.empty();

  private Optional<NodeId> owner() {
    Run life = run;
    return life == null
        ? Optional.empty()
        : Optional.ofNullable(life.look().groups().get(WEB)).flatMap(Look.GroupLook::owner);
  }

  void begin(io.understudy.engine.decision.Durable found) {
    Run life =
        new Run(
            adapters,
            disk,
            found,
            chronicle,
            flaps,
            new Policies(adapters, InstantSource.system()).of(settings),
            new MonotonicTicker(),
            () -> watched = owner());
    hearing =
        new Hearing(() -> settings, life::post, rider -> {}, silences, InstantSource.system());
    run = life;
    life.start();
    life.takeoverAppeared(WEB);
  }

  Run run() {
    return run;
  }

  boolean owns() {
    return run.owns(WEB);
  }

  boolean configured() {
    return configured;
  }

  /// {@return whether it would take over if the owner vanished now}
  boolean armed() {
    return "yes".equals(mayClaim());
  }

  /// {@return what it says about a takeover}
  String mayClaim() {
    return run.look().groups().get(WEB).mayClaim();
  }

  /// Its network is gone.
  void cut() {
    cut = true;
  }

  @Override
  public void close() {
    run.close();
    wire.shutdownNow();
    disk.close();
    silences.close();
    flaps.close();
    chronicle.close();
  }

  private void onWire(Runnable delivery) {
    if (!cut && !other.cut && !wire.isShutdown()) {
      wire.execute(delivery);
    }
  }

  private record MonotonicTicker() implements Ticker {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long boottimeNanos() {
      return System.nanoTime();
    }

    @Override
    public String bootId() {
      return BOOT;
    }
  }

  private static final class ObedientLease implements Lease {
    private final AtomicLong nonce = new AtomicLong();

    @Override
    public Outcome guard(
        GroupId group, Set<String> devices, Set<InetAddress> addresses, Map<Kind, Span> spans) {
      return Outcome.DONE;
    }

    @Override
    public Outcome unguard(GroupId group) {
      return Outcome.DONE;
    }

    @Override
    public long arm() {
      return nonce.incrementAndGet();
    }

    @Override
    public void renew(long nonce, Kind kind, GroupId group) {}

    @Override
    public Outcome drop(GroupId group) {
      return Outcome.DONE;
    }

    @Override
    public Enforcement enforcement() {
      return new Enforcement(true, "");
    }
  }

  private final class Wire implements HeartbeatPath {
    @Override
    public PathId id() {
      return LAN;
    }

    @Override
    public NodeId peer() {
      return peer;
    }

    @Override
    public void send(ByteBuffer beat) {
      onWire(() -> other.hearing.beat(LAN, beat, System.nanoTime()));
    }

    @Override
    public AutoCloseable listen(Listener listener) {
      return () -> {};
    }

    @Override
    public PathView view() {
      return new PathView(LAN, peer, "", "", true, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, "");
    }
  }

  private final class Device implements ReferenceDevice {
    private final DeviceId id;

    Device(DeviceId id) {
      this.id = id;
    }

    @Override
    public DeviceId id() {
      return id;
    }

    @Override
    public int weight() {
      return 1;
    }

    @Override
    public void ping(long stamp) {
      if (!cut && !wire.isShutdown()) {
        wire.execute(() -> hearing.answered(id, stamp));
      }
    }

    @Override
    public void reflect(NodeId to, ByteBuffer beat) {
      onWire(() -> other.hearing.reflected(id, beat, System.nanoTime()));
    }

    @Override
    public AutoCloseable listen(Listener listener) {
      return () -> {};
    }

    @Override
    public DeviceView view() {
      return new DeviceView(id, "", 1, true, true, Duration.ZERO, "");
    }
  }

  private final class Http implements ServiceHook {
    @Override
    public String name() {
      return "http";
    }

    @Override
    public boolean runsOnStandby() {
      return false;
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Outcome start() {
      done.add(self + " starts");
      return Outcome.DONE;
    }

    @Override
    public Outcome stop() {
      done.add(self + " stops");
      return Outcome.DONE;
    }

    @Override
    public Status status() {
      return new Status.Running();
    }
  }

  private final class Addresses implements Takeover {
    @Override
    public GroupId group() {
      return WEB;
    }

    @Override
    public Set<Prefix> addresses() {
      return Set.of(Prefix.parse("192.0.2.100/24"));
    }

    @Override
    public Set<String> devices() {
      return Set.of("eth0");
    }

    @Override
    public Answer probe(Duration wait) {
      return new Answer.Silent();
    }

    @Override
    public Outcome claim(Term term) {
      done.add(self + " claims");
      configured = true;
      return Outcome.DONE;
    }

    @Override
    public Outcome release() {
      done.add(self + " releases");
      configured = false;
      return Outcome.DONE;
    }

    @Override
    public void announce() {}

    @Override
    public Holding holding() {
      return new Holding(Set.of(), true, "");
    }

    @Override
    public AutoCloseable listen(Listener listener) {
      return () -> {};
    }
  }
}
