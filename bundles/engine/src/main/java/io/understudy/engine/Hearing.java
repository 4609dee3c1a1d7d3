package io.understudy.engine;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.api.Problem;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.Takeover;
import io.understudy.api.kernel.MacAddress;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Event;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Turns what adapters hear into events. Beats that can't be for this node are not passed on, but
/// kept as problems for ten seconds.
final class Hearing implements HeartbeatPath.Listener, ReferenceDevice.Listener, Takeover.Listener {
  private static final Duration SHOWN = Duration.ofSeconds(10);

  private final Supplier<EngineSettings> settings;
  private final Consumer<Event> events;
  private final Consumer<BeatCodec.Carried> riders;
  private final Silences silences;
  private final InstantSource clock;
  private final Map<String, Complaint> complaints = new ConcurrentHashMap<>();
  private final Map<Event.Way, Event.Copy> copies = new LinkedHashMap<>();
  private volatile @Nullable Read last;
  private long incarnation;
  private long sequence;

  /// What was made of these bytes. A beat comes by every way: it is read once.
  private record Read(ByteBuffer bytes, BeatCodec.Carried carried) {}

  private record Complaint(Problem problem, Instant at) {}

  Hearing(
      Supplier<EngineSettings> settings,
      Consumer<Event> events,
      Consumer<BeatCodec.Carried> riders,
      Silences silences,
      InstantSource clock) {
    this.settings = settings;
    this.events = events;
    this.riders = riders;
    this.silences = silences;
    this.clock = clock;
  }

  @Override
  public void beat(PathId path, ByteBuffer beat, long receivedNanos) {
    heard("path " + path, beat, receivedNanos, new Event.Way.Direct(path));
  }

  @Override
  public void reflected(DeviceId via, ByteBuffer beat, long receivedNanos) {
    heard("device " + via, beat, receivedNanos, new Event.Way.Reflected(via));
  }

  private void heard(String subject, ByteBuffer bytes, long receivedAt, Event.Way way) {
    Read before = last;
    Read read;
    try {
      read = before != null && before.bytes.equals(bytes) ? before : read(bytes);
    } catch (BeatCodec.Unreadable e) {
      complain(subject, "an authentic beat can't be read", e.getMessage());
      return;
    }
    Beat beat = read.carried.beat();
    NodeId self = settings.get().self();
    if (beat.from().equals(self)) {
      complain(
          subject,
          "another node says that it is '" + self + "' too",
          "give each node its own name: key node in " + EngineSettings.PID + ".cfg");
    } else if (!beat.to().equals(self) || !settings.get().nodes().contains(beat.from())) {
      complain(
          subject,
          "a beat from '%s' to '%s' arrived at '%s'".formatted(beat.from(), beat.to(), self),
          "make key nodes in " + EngineSettings.PID + ".cfg the same on each node");
    } else {
      if (read != before) {
        riders.accept(read.carried);
      }
      tell(beat, receivedAt, way);
    }
  }

  private Read read(ByteBuffer bytes) throws BeatCodec.Unreadable {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    Read read = new Read(copy, BeatCodec.read(bytes));
    last = read;
    return read;
  }

  /// A beat comes by every way. The first copy is told at once; that the others' ways are open is
  /// told with the next beat, for each step of the core costs.
  private synchronized void tell(Beat beat, long receivedAt, Event.Way way) {
    if (beat.incarnation() != incarnation || beat.sequence() > sequence) {
      incarnation = beat.incarnation();
      sequence = beat.sequence();
      silences.heard(beat.incarnation(), owns(beat), receivedAt);
      copies.remove(way);
      events.accept(new Event.BeatArrived(beat, receivedAt, way, List.copyOf(copies.values())));
      copies.clear();
    } else {
      copies.put(way, new Event.Copy(way, receivedAt, beat.incarnation(), beat.named()));
    }
  }

  private static boolean owns(Beat beat) {
    for (Beat.Section section : beat.sections()) {
      if (section.standing() == Beat.Standing.OWNER) {
        return true;
      }
    }
    return false;
  }

  private void complain(String subject, String what, String remedy) {
    complaints.put(
        subject + what,
        new Complaint(new Problem(Problem.Severity.ALARM, subject, what, remedy), clock.instant()));
  }

  List<Problem> problems() {
    Instant since = clock.instant().minus(SHOWN);
    complaints.values().removeIf(complaint -> complaint.at().isBefore(since));
    return complaints.values().stream().map(Complaint::problem).toList();
  }

  @Override
  public void refused(PathId path) {
    events.accept(new Event.PeerRefused());
  }

  @Override
  public void answered(DeviceId device, long stamp) {
    silences.answered(stamp);
    events.accept(new Event.DeviceAnswered(device, stamp));
  }

  @Override
  public void conflict(GroupId group, InetAddress address, MacAddress mac) {
    events.accept(
        new Event.Conflict(group, "%s answers for %s".formatted(mac, address.getHostAddress())));
  }

  @Override
  public void device(GroupId group, boolean usable) {
    events.accept(new Event.LanChanged(group, usable));
  }
}
