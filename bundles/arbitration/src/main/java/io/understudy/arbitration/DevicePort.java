package io.understudy.arbitration;

import io.understudy.api.BeatSeal;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Reporting;
import io.understudy.api.kernel.Echoes;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Ticker;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The raw sockets that all reference devices share. Opens them again when sending has failed for a
/// second and nothing came in: the interface may be another by now.
@Component(
    service = {DevicePort.class, Reporting.class},
    configurationPid = PortConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = PortConfig.class)
public final class DevicePort implements Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(DevicePort.class);
  private static final long FIRST_RETRY = Duration.ofMillis(50).toNanos();
  private static final long LAST_RETRY = Duration.ofMillis(500).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  /// Hears what comes from one address.
  interface Ear {
    InetAddress address();

    void heard(Echo echo, long receivedNanos);
  }

  private final Echoes echoes;
  private final Ticker ticker;
  private final BeatSeal seal;
  private final PortSettings settings;
  private final int identifier = new SecureRandom().nextInt(1, 0x10000);
  private final List<Ear> ears = new CopyOnWriteArrayList<>();
  private final Thread keeper;
  private volatile Echoes.@Nullable Port port;
  private volatile boolean closed;
  private volatile boolean stale;
  private volatile long failingSince;
  private volatile long heardAt;
  private volatile String error = "its sockets are not open yet";

  @Activate
  public DevicePort(
      @Reference Echoes echoes,
      @Reference Ticker ticker,
      @Reference BeatSeal seal,
      Map<String, Object> properties) {
    this.echoes = echoes;
    this.ticker = ticker;
    this.seal = seal;
    this.settings = PortSettings.of(properties);
    this.keeper =
        Thread.ofPlatform().name("understudy devices").daemon(true).unstarted(this::keepOpen);
    keeper.start();
  }

  @Deactivate
  public void deactivate() {
    closed = true;
    LockSupport.unpark(keeper);
    try {
      keeper.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  AutoCloseable hear(Ear ear) {
    ears.add(ear);
    return () -> ears.remove(ear);
  }

  /// {@return the address of a node in the family of `like`}
  Optional<InetAddress> addressOf(NodeId node, InetAddress like) {
    for (PortSettings.Peer peer : settings.peers()) {
      if (peer.node().equals(node) && peer.address().getClass() == like.getClass()) {
        return Optional.of(peer.address());
      }
    }
    return Optional.empty();
  }

  /// Sends one echo request, without blocking.
  ///
  /// @return why it couldn't leave; empty if it did
  String send(InetAddress to, @Nullable InetAddress source, Echo echo) {
    Echoes.Port open = port;
    if (open == null) {
      return error;
    }
    try {
      ByteBuffer payload = seal.seal(echo.encode());
      open.request(to, source, identifier, (int) echo.head().number() & 0xffff, payload);
      failingSince = 0;
      return "";
    } catch (KernelException e) {
      failed();
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public List<Problem> problems() {
    String present = error;
    return present.isEmpty()
        ? List.of()
        : List.of(
            new Problem(
                Severity.ALARM,
                PortConfig.PID + ": interface",
                "no reference device can be pinged: " + present,
                "see to the interface '%s'".formatted(settings.link())));
  }

  private void failed() {
    long now = ticker.nanos();
    if (failingSince == 0) {
      failingSince = now;
    } else if (now - failingSince > PATIENCE && now - heardAt > PATIENCE) {
      stale = true;
      LockSupport.unpark(keeper);
    }
  }

  private void keepOpen() {
    long retry = FIRST_RETRY;
    while (!closed) {
      try (Echoes.Port open = echoes.open(settings.link(), this::reply)) {
        say("");
        stale = false;
        failingSince = 0;
        retry = FIRST_RETRY;
        port = open;
        while (!closed && !stale) {
          LockSupport.park(this);
        }
      } catch (KernelException | RuntimeException e) {
        say(String.valueOf(e.getMessage()));
        LockSupport.parkNanos(this, retry);
        retry = Math.min(2 * retry, LAST_RETRY);
      } finally {
        port = null;
      }
    }
  }

  private void say(String fault) {
    if (!fault.equals(error)) {
      LOG.info("Reference devices by {}: {}", settings.link(), fault.isEmpty() ? "ready" : fault);
      error = fault;
    }
  }

  private void reply(
      InetAddress from, int identifier, int sequence, ByteBuffer payload, long receivedNanos) {
    heardAt = receivedNanos;
    for (Ear ear : ears) {
      if (ear.address().equals(from)) {
        seal.open(payload).flatMap(Echo::decode).ifPresent(echo -> tell(ear, echo, receivedNanos));
      }
    }
  }

  private static void tell(Ear ear, Echo echo, long receivedNanos) {
    try {
      ear.heard(echo, receivedNanos);
    } catch (RuntimeException e) {
      LOG.error("Reference device {}: a listener failed", ear.address().getHostAddress(), e);
    }
  }
}
