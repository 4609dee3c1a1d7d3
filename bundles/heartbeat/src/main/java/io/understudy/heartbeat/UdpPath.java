package io.understudy.heartbeat;

import io.understudy.api.BeatSeal;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.api.PathView;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.kernel.Ticker;
import io.understudy.heartbeat.Refusals.Reason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A path over UDP unicast.
@Component(
    service = {HeartbeatPath.class, Reporting.class},
    configurationPid = PathConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = PathConfig.class, factory = true)
public final class UdpPath implements HeartbeatPath, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPath.class);

  /// Within this time of an arrival, beats of sessions that haven't proved to be live aren't
  /// echoed.
  private static final long PREFER_CURRENT = Duration.ofSeconds(1).toNanos();

  private static final long QUIET = Duration.ofMinutes(1).toNanos();

  private static final SecureRandom RANDOM = new SecureRandom();

  private final PathSettings settings;
  private final Ticker ticker;
  private final BeatSeal seal;
  private final Line line;
  private final Faults faults;
  private final PathProblems diagnosis;
  private final long session = RANDOM.nextLong() | 1;
  private final Sessions sessions = new Sessions(session);
  private final Quality quality = new Quality();
  private final Refusals refusals = new Refusals();
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Heard heard = new Heard(0, 0, 0, false);

  /// What the next beat echoes.
  private record Heard(long session, long stamp, long arrival, boolean live) {}

  @Activate
  public UdpPath(
      @Reference Ticker ticker, @Reference BeatSeal seal, Map<String, Object> properties) {
    this.settings = PathSettings.of(properties);
    this.ticker = ticker;
    this.seal = seal;
    this.faults = new Faults(settings.id().name());
    this.diagnosis = new PathProblems(settings, faults, refusals, quality, ticker.nanos());
    this.line = new Line(settings, ticker, faults, new Hearing());
    line.start();
  }

  @Deactivate
  public void deactivate() {
    line.close();
  }

  @Override
  public PathId id() {
    return settings.id();
  }

  @Override
  public NodeId peer() {
    return settings.peer();
  }

  @Override
  public void send(ByteBuffer beat) {
    Heard last = heard;
    long now = ticker.nanos();
    long hold = (now - last.arrival) / 1000;
    Frame.Echo echo =
        last.session == 0 || hold > Integer.MAX_VALUE
            ? Frame.Echo.NONE
            : new Frame.Echo(last.session, last.stamp, (int) Math.max(0, hold));
    Frame frame =
        new Frame(
            settings.id(), settings.peer(), session, sequence.incrementAndGet(), now, echo, beat);
    sent.incrementAndGet();
    line.send(seal.seal(frame.encode()));
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public PathView view() {
    Quality.Summary now = quality.summary(ticker.nanos());
    return new PathView(
        settings.id(),
        settings.peer(),
        settings.local().withPort(settings.port()),
        settings.remote().withPort(settings.port()),
        now.alive(),
        sent.get(),
        received.get(),
        refusals.total(),
        now.loss(),
        now.latency(),
        now.jitter(),
        faults.worst());
  }

  @Override
  public List<Problem> problems() {
    return diagnosis.at(ticker.nanos());
  }

  /// Runs on the line's thread alone.
  private final class Hearing implements Line.Listener {
    private long failureSaid;

    @Override
    public void datagram(ByteBuffer datagram, long now) {
      Optional<ByteBuffer> plain = seal.open(datagram);
      if (plain.isEmpty()) {
        int version = HmacSeal.version(datagram);
        if (version > HmacSeal.VERSION) {
          refuse(Reason.NEWER_VERSION, "seal version " + version, now);
        } else {
          refuse(Reason.NOT_AUTHENTIC, datagram.remaining() + " bytes", now);
        }
        return;
      }
      int version = Frame.version(plain.get());
      if (version > Frame.VERSION) {
        refuse(Reason.NEWER_VERSION, "frame version " + version, now);
        return;
      }
      try {
        authentic(Frame.decode(plain.get()), now);
      } catch (RuntimeException notAFrame) {
        refuse(Reason.MISDIRECTED, "it is no beat of a path: " + notAFrame, now);
      }
    }

    private void authentic(Frame frame, long now) {
      if (frame.session() == session || frame.to().equals(settings.peer())) {
        refuse(Reason.MISDIRECTED, "this node's own beats come back", now);
        return;
      }
      if (!frame.path().equals(settings.id())) {
        refuse(Reason.MISDIRECTED, "the peer calls this path '" + frame.path() + "'", now);
        return;
      }
      Sessions.Verdict verdict = sessions.judge(frame, now);
      switch (verdict) {
        case CURRENT -> quality.arrived(frame, session, sessions.sequences(), now);
        case ADOPTED -> {
          LOG.info("Path {}: a new session of {}", settings.id(), settings.peer());
          quality.reset();
          quality.arrived(frame, session, sessions.sequences(), now);
        }
        case UNPROVED -> {}
        case REPLAYED -> {
          refuse(Reason.REPLAYED, "sequence number " + frame.sequence(), now);
          return;
        }
      }
      received.incrementAndGet();
      boolean live = verdict != Sessions.Verdict.UNPROVED;
      if (live || !heard.live || now - heard.arrival > PREFER_CURRENT) {
        heard = new Heard(frame.session(), frame.stamp(), now, live);
      }
      tell(listener -> listener.beat(settings.id(), frame.beat().duplicate(), now));
    }

    @Override
    public void refused() {
      tell(listener -> listener.refused(settings.id()));
    }

    private void refuse(Reason reason, String detail, long now) {
      if (refusals.count(reason, detail, now)) {
        LOG.warn(
            "Path {}: refused a datagram from {}: {} ({}); {} so far",
            settings.id(),
            settings.remote(),
            reason,
            detail,
            refusals.count(reason));
      }
    }

    private void tell(Consumer<Listener> word) {
      for (Listener listener : listeners) {
        try {
          word.accept(listener);
        } catch (RuntimeException e) {
          long now = ticker.nanos();
          if (failureSaid == 0 || now - failureSaid > QUIET) {
            failureSaid = now;
            LOG.error("Path {}: a listener failed", settings.id(), e);
          }
        }
      }
    }
  }
}
