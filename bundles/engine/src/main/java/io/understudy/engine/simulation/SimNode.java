package io.understudy.engine.simulation;

import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Inside;
import io.understudy.engine.decision.Look;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.State;
import io.understudy.engine.decision.Step;
import io.understudy.engine.decision.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One node: the loop around the core, its clock, its disk, its kernel. It can be stopped between
/// any two of its doings.
final class SimNode {
  private static final long MS = World.MS;

  /// Short enough for a history.
  static final Policy.Failing FAILING =
      new Policy.Failing(3, Duration.ofMillis(3000), Duration.ofMillis(2000));

  /// Why a handover is no decision of the node itself.
  private static final List<String> ORDERED =
      List.of("ordered by", "asked on", "goes into standby");

  final World world;
  final int index;
  final SimKernel kernel;
  Policy policy;
  State state;

  /// Counts starts of the process; 0 means never yet. Negative: it is down.
  int life;

  private boolean running;
  private boolean paused;
  private final Deque<Supplier<Event>> inbox = new ArrayDeque<>();
  private Durable disk = Durable.EMPTY;
  private double rate;
  private long bootedAt;
  private long offset;
  private String boot = "";
  private long tickAt = Long.MAX_VALUE;
  private @Nullable Job job;
  private long resting;

  /// How many steps its core has made.
  long steps;

  private long catchPause;
  private int epoch;
  private long lastTerm;

  long stops;

  /// Whether this node's copy of the data is too old, and what its engine was told of that.
  boolean objects;

  private boolean toldToObject;

  /// Whether the services that only an owner has run, or may.
  boolean serving;

  /// What is wrong with them.
  Illness illness = Illness.NONE;

  /// When the group came to count as failed here; until then it is long ago.
  private long failedAt = -1_000_000 * MS;

  /// What services have.
  enum Illness {
    NONE,
    /// They start, and fail again.
    FAIL,
    /// They don't start.
    DO_NOT_START
  }

  /// Until when an order to take the group over may be behind an ownership.
  private long orderedUntil = -1;
  long requests;
  List<Problem> problems = List.of();
  final Map<Long, java.util.function.Consumer<Outcome>> waiting = new HashMap<>();

  /// A step half done.
  private static final class Job {
    final Supplier<Event> event;
    final long armedAt;
    @Nullable Step step;
    int done;

    Job(Supplier<Event> event, long armedAt) {
      this.event = event;
      this.armedAt = armedAt;
    }
  }

  SimNode(World world, int index) {
    this.world = world;
    this.index = index;
    policy = policy(world.setting.timing(), true);
    double slew = 1 + (world.random() * 2 - 1) * world.setting.slew();
    kernel = new SimKernel(world, slew, policy.timing());
    bootMachine();
    state = State.start(1, disk, policy, clock(), boot, boottime());
  }

  Policy policy(Timing timing, boolean withDevices) {
    Map<DeviceId, Integer> devices = new HashMap<>();
    for (int d = 0; withDevices && d < world.setting.devices(); d++) {
      devices.put(World.device(d), 1);
    }
    return new Policy(
        World.NODES.get(index),
        World.NODES,
        timing,
        Map.of(World.WEB, new Policy.GroupPolicy(world.setting.fencing(), false, FAILING)),
        devices,
        Duration.ZERO);
  }

  private void bootMachine() {
    rate = 1 + (world.random() * 2 - 1) * 5e-4;
    bootedAt = world.now;
    offset = world.between(1_000 * MS, 10_000 * MS);
    boot = "boot-" + world.rng.nextLong();
  }

  long clock() {
    return (long) ((world.now - bootedAt) * rate) + offset;
  }

  private long real(long clock) {
    return (long) ((clock - offset) / rate) + bootedAt + 1;
  }

  private long boottime() {
    return (long) ((world.now - bootedAt) * kernel.rate) + offset;
  }

  boolean alive() {
    return running;
  }

  boolean paused() {
    return paused;
  }

  /// {@return whether its copy of the data allows that it takes over by itself} Known to the engine
  /// or not.
  boolean mayTake() {
    return !objects && !toldToObject;
  }

  /// {@return whether no order keeps it from owning, or from moving anything}
  boolean mayOwn() {
    Look look = state.look(clock(), policy);
    return look.held().isEmpty() && !look.maintenance();
  }

  long term() {
    return Inside.ownedTerm(state, World.WEB);
  }

  String name() {
    return World.NODES.get(index).name();
  }

  // Starting and stopping.

  void start() {
    if (running) {
      return;
    }
    world.calm.disturbed();
    running = true;
    paused = false;
    life++;
    job = null;
    catchPause = 0;
    resting = 0;
    inbox.clear();
    waiting.clear();
    kernel.forgetTickets();
    kernel.guard(policy.timing());
    long incarnation = world.rng.nextLong() | 1;
    state = State.start(incarnation, disk, policy, clock(), boot, boottime());
    if (term() == 0 || term() != lastTerm) {
      epoch++;
    }
    lastTerm = term();
    toldToObject = false;
    failedAt = -1_000_000 * MS;
    judgeCopy(2 * MS);
    world.say(name() + " starts" + (term() != 0 ? ", adopts term " + term() : ""));
    tickAt = Long.MAX_VALUE;
    hear(new Event.Tick());
  }

  /// The process ends; the kernel goes on.
  void kill() {
    if (running) {
      world.calm.disturbed();
      world.say(name() + " process killed");
      end();
    }
  }

  /// The machine loses its power.
  void crash() {
    if (running) {
      world.calm.disturbed();
      world.say(name() + " power loss");
      end();
    }
    kernel.drop();
    serving = false;
    bootMachine();
  }

  private void end() {
    running = false;
    paused = false;
    life++;
    job = null;
    inbox.clear();
  }

  void pause(long span) {
    if (running && !paused) {
      world.calm.disturbed();
      world.say("%s pauses %d ms".formatted(name(), span / MS));
      paused = true;
      int during = life;
      world.in(span, () -> resume(during));
    }
  }

  /// The same, but in the middle of its next step.
  void pauseWithinStep(long span) {
    catchPause = span;
  }

  private void resume(int during) {
    if (life != during || !paused) {
      return;
    }
    world.calm.disturbed();
    paused = false;
    world.say(name() + " goes on");
    if (job != null) {
      carryOn();
    }
    drain();
  }

  // The loop.

  void hear(Event event) {
    take(() -> event);
  }

  void beat(Beat beat, Event.Way way) {
    if (!running || inbox.size() >= 400) {
      return;
    }
    if (beat.incarnation() == resting && !paused && job == null) {
      long at = clock();
      inbox.add(() -> new Event.BeatArrived(beat, at, way));
    } else {
      take(() -> new Event.BeatArrived(beat, clock(), way));
    }
  }

  private void take(Supplier<Event> event) {
    if (!running) {
      return;
    }
    inbox.add(event);
    drain();
  }

  private void drain() {
    while (running && !paused && job == null && !inbox.isEmpty()) {
      job = new Job(inbox.poll(), world.now);
      carryOn();
    }
  }

  /// Arm, read the clock, step, act: and perhaps a pause before any of them.
  private void carryOn() {
    Job current = job;
    if (current.step == null) {
      if (stopsHere(0.2)) {
        return;
      }
      long stamp = clock();
      kernel.armed(stamp, current.armedAt);
      steps++;
      current.step = world.core.step(state, current.event.get(), stamp, policy);
      State before = state;
      state = current.step.next();
      observe(before);
    }
    List<Action> actions = current.step.actions();
    while (current.done < actions.size()) {
      if (stopsHere(0.5)) {
        return;
      }
      act(actions.get(current.done++));
      if (!running) {
        return;
      }
    }
    job = null;
    resting = current.step.resting();
    wake(current.step.wakeAt());
  }

  private boolean stopsHere(double probability) {
    if (catchPause == 0 || !world.chance(probability)) {
      return false;
    }
    long span = catchPause;
    catchPause = 0;
    pause(span);
    return true;
  }

  private void wake(long wakeAt) {
    long at = Math.max(real(wakeAt), world.now + MS / 20);
    at += (long) (world.random() * world.setting.jitter());
    if (at < tickAt) {
      tickAt = at;
      int during = life;
      long planned = at;
      world.at(
          at,
          () -> {
            if (life == during && tickAt == planned) {
              tickAt = Long.MAX_VALUE;
              if (inbox.isEmpty()) {
                hear(new Event.Tick());
              } else {
                drain();
              }
            }
          });
    }
  }

  private void observe(State before) {
    if (Inside.failed(state, World.WEB) && !Inside.failed(before, World.WEB)) {
      failedAt = world.now;
    }
    long term = term();
    if (term != lastTerm) {
      if (term != 0) {
        if (lastTerm == 0) {
          epoch++;
          failedAt = -1_000_000 * MS; // it gets a new chance
          if (Inside.granted(state, World.WEB) && world.other(this).serving) {
            world.tookFromRunning(this);
          }
          if (world.ownedBefore()
              && Inside.objects(before, World.WEB)
              && !Inside.mayAllTheSame(before, World.WEB, World.NODES.get(index))
              && world.now > orderedUntil) {
            world.tookOldCopy(this);
          }
        }
        world.owns(this, term, epoch);
      }
      lastTerm = term;
    }
  }

  // What it does.

  void later(long delay, Supplier<Event> outcome) {
    int during = life;
    world.in(
        delay,
        () -> {
          if (life == during) {
            hear(outcome.get());
          }
        });
  }

  private void act(Action action) {
    switch (action) {
      case Action.SendBeat sent -> world.send(index, sent);
      case Action.Ping(var stamp) -> world.ping(this, stamp);
      case Action.Renew(var group, var stamp, var kind) -> kernel.renew(stamp, kind);
      case Action.Guard(var op, var timing) -> {
        int during = life;
        world.in(
            world.between(MS, 20 * MS),
            () -> {
              if (life == during) {
                kernel.guard(timing);
                later(world.between(0, MS), () -> new Event.Guarded(op, Outcome.DONE));
              }
            });
      }
      case Action.Mute(var group, var op) -> mute(op);
      case Action.Persist(var op, var record) -> persist(op, record);
      case Action.Probe(var group, var op, var patience) -> {
        boolean somebody = world.answers(index);
        later(
            somebody ? MS / 2 : patience.toNanos(),
            () ->
                new Event.AddressProbed(
                    group,
                    op,
                    somebody ? new Event.Probed.Somebody("it") : new Event.Probed.Silent()));
      }
      case Action.Claim(var group, var term, var op) ->
          later(
              world.between(MS / 5, 3 * MS),
              () -> new Event.Claimed(group, term, op, outcome(0.01)));
      case Action.Release(var group, var op) ->
          later(MS, () -> new Event.Released(group, op, Outcome.DONE));
      case Action.StartServices(var group, var term, var op) -> {
        serving = true;
        later(
            world.between(MS, 20 * MS),
            () ->
                new Event.ServicesStarted(
                    group,
                    term,
                    op,
                    illness == Illness.DO_NOT_START ? new Outcome.Failed("no") : Outcome.DONE,
                    "web"));
      }
      case Action.StopServices(var group, var term, var successor, var op) -> {
        stops++;
        if (world.slowStop > 0) {
          world.calm.slowly();
        }
        later(
            world.between(MS, 20 * MS) + world.slowStop + (successor.isPresent() ? world.flush : 0),
            () ->
                new Event.ServicesStopped(
                    group,
                    term,
                    op,
                    world.flushFails && successor.isPresent()
                        ? new Outcome.Failed("its data are not there")
                        : stopped()));
      }
      case Action.EndServices(var group, var term, var op) ->
          later(
              world.between(MS, 20 * MS),
              () -> new Event.ServicesStopped(group, term, op, stopped()));
      case Action.RestartService(var group, var service, var owner, var op) ->
          later(
              world.between(MS, 20 * MS),
              () ->
                  new Event.ServiceRestarted(
                      group,
                      service,
                      op,
                      illness == Illness.DO_NOT_START ? new Outcome.Failed("no") : Outcome.DONE));
      case Action.AskCopy ask -> judgeCopy(MS / 2);
      case Action.Fence order -> SimFence.fence(world, this, order);
      case Action.Answer(var request, var outcome) -> {
        world.say("%s answers: %s".formatted(name(), outcome));
        var then = waiting.remove(request);
        if (then != null) {
          then.accept(outcome);
        }
      }
      case Action.Note(var kind, var group, var text) -> {
        world.say("%s %s: %s".formatted(name(), kind, text));
        if (kind.equals("hands-over")) {
          world.calm.disturbed();
        }
        if (kind.equals("hands-over") && ORDERED.stream().noneMatch(text::contains)) {
          world.movesTo(world.other(this));
        }
      }
      case Action.Problems(var found) -> problems = found;
    }
  }

  private Outcome stopped() {
    Outcome outcome = outcome(Math.max(0.02, world.stopsFail));
    if (outcome instanceof Outcome.Done) {
      serving = false;
    } else {
      world.calm.slowly();
    }
    return outcome;
  }

  /// {@return whether its services failed here, long enough ago for the other to know}
  boolean failedLately() {
    long ago = world.now - failedAt;
    return ago > 300 * MS && ago < FAILING.timeout().toNanos() - 100 * MS;
  }

  /// Its services are ill from now on; the engine's checks find it.
  void fallIll(Illness what) {
    boolean checked = illness != Illness.NONE;
    if (illness != what) {
      world.say("%s's services: %s".formatted(name(), what));
    }
    illness = what;
    if (!checked && what != Illness.NONE) {
      check();
    }
  }

  private void check() {
    if (illness != Illness.NONE) {
      if (term() != 0) {
        hear(new Event.ServiceFailed(World.WEB, "web", "status 500"));
      }
      world.in(world.between(80 * MS, 160 * MS), this::check);
    }
  }

  private Outcome outcome(double failing) {
    return world.setting.failures() && world.chance(failing)
        ? new Outcome.Failed("it would not")
        : Outcome.DONE;
  }

  private void mute(long op) {
    int during = life;
    boolean unreliable = world.setting.failures();
    boolean fails = unreliable && world.chance(0.03);
    long delay =
        unreliable && world.chance(0.05)
            ? world.between(MS, 150 * MS)
            : world.between(MS / 20, 2 * MS);
    world.in(
        delay,
        () -> {
          if (life == during) {
            if (!fails) {
              kernel.drop();
            }
            Outcome outcome = fails ? new Outcome.Unknown("no answer") : Outcome.DONE;
            later(MS / 20, () -> new Event.Muted(World.WEB, op, outcome));
          }
        });
  }

  private void persist(long op, Durable record) {
    int during = life;
    boolean full = world.diskFull[index];
    world.in(
        world.between(MS / 2, world.setting.fsync()),
        () -> {
          if (life != during) {
            if (world.chance(0.3) && life == during + 1 && !full) {
              disk = record;
            }
            return;
          }
          if (full) {
            hear(new Event.PersistFailed(op, "no space left"));
          } else {
            disk = record;
            hear(new Event.Persisted(op));
          }
        });
  }

  /// A fence found no engine that answers: it ends the process, mutes, and leaves a hold.
  void standDownByForce(long term) {
    kill();
    kernel.drop();
    Map<GroupId, Durable.GroupRecord> groups = new HashMap<>(disk.groups());
    ClusterView.Hold hold = new ClusterView.Hold("fenced " + term, "peer", Instant.EPOCH, true);
    disk =
        new Durable(
            groups, disk.held().or(() -> Optional.of(hold)), disk.maintenance(), Optional.empty());
  }

  /// {@return the highest term that the node knows}
  long knownTerm() {
    return Math.max(
        termOnDisk(), state.look(clock(), policy).groups().get(World.WEB).term().value());
  }

  /// It is installed anew.
  void loseDisk() {
    crash();
    disk = Durable.EMPTY;
  }

  /// {@return the highest term that the disk knows}
  long termOnDisk() {
    Durable.GroupRecord record = disk.groups().get(World.WEB);
    return record == null ? 0 : record.term().value();
  }

  // Its copy of the data.

  /// The engine asks once a second, and when the core wants to know.
  void copy(boolean tooOld) {
    world.calm.slowly();
    objects = tooOld;
    world.say("%s's copy is %s".formatted(name(), tooOld ? "too old" : "good"));
    judgeCopy(world.between(0, 1000 * MS));
  }

  private void judgeCopy(long delay) {
    if (objects != toldToObject) {
      later(
          delay,
          () -> {
            toldToObject = objects;
            return new Event.CopyTooOld(World.WEB, objects ? "its copy is too old" : "");
          });
    }
  }

  // Orders.

  long request(java.util.function.Consumer<Outcome> then) {
    long request = ++requests;
    waiting.put(request, then);
    return request;
  }

  void handover() {
    world.calm.disturbed();
    world.say("order: handover, on " + name());
    int to = term() != 0 ? 1 - index : index;
    if (to == index) {
      orderedUntil = world.now + 11_000 * MS;
    }
    hear(new Event.Handover(request(done -> {}), World.WEB, World.NODES.get(to)));
  }

  void claimAlone() {
    world.calm.disturbed();
    world.say("order: claim --alone, on " + name());
    orderedUntil = world.now + 11_000 * MS;
    hear(new Event.ClaimAlone(request(done -> {}), World.WEB));
  }

  void standby() {
    world.calm.disturbed();
    world.say("order: standby, on " + name());
    ClusterView.Hold hold = new ClusterView.Hold("test", "admin", Instant.EPOCH, false);
    hear(new Event.Standby(request(done -> {}), hold));
  }

  void rejoin() {
    failedAt = -1_000_000 * MS;
    world.calm.disturbed();
    hear(new Event.Rejoin(request(done -> {}), true));
  }

  /// The administrator's word that the other node is off.
  void fencedByWord() {
    world.calm.disturbed();
    world.say("order: fenced, on " + name());
    hear(new Event.FencedByWord(request(done -> {}), World.NODES.get(1 - index), "admin"));
  }

  void maintain(boolean on) {
    world.calm.disturbed();
    hear(new Event.Maintain(request(done -> {}), on));
  }

  /// R12: asks for a pause, and if it is given ends the process and starts it again.
  void planned(long down, Timing next) {
    world.calm.slowly();
    world.say("order: planned restart of " + name());
    long request =
        request(
            done -> {
              if (done instanceof Outcome.Done) {
                int during = life;
                world.in(
                    world.between(0, 50 * MS),
                    () -> {
                      if (life == during) {
                        kill();
                        world.in(
                            down,
                            () -> {
                              policy = policy(next, true);
                              start();
                            });
                      }
                    });
              }
            });
    take(() -> new Event.Pause(request, "upgrade", boot, boottime()));
  }

  /// R13: other timing, live.
  void retime(Timing timing) {
    world.calm.slowly();
    world.say("%s gets timing %s".formatted(name(), timing.profile()));
    take(
        () -> {
          policy = policy(timing, true);
          return new Event.PolicyChanged();
        });
  }
}
