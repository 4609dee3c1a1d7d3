package io.understudy.arbitration;

import io.understudy.api.DeviceId;
import io.understudy.api.DeviceView;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.Reporting;
import io.understudy.api.kernel.Ticker;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/// A reference device that answers ICMP echo requests.
@Component(
    service = {ReferenceDevice.class, Reporting.class},
    configurationPid = DeviceConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = DeviceConfig.class, factory = true)
public final class EchoDevice implements ReferenceDevice, Reporting {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DeviceSettings settings;
  private final Ticker ticker;
  private final DevicePort port;
  private final long name;
  private final long session = RANDOM.nextLong();
  private final AtomicLong number = new AtomicLong();
  private final Sightings sightings;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AutoCloseable hearing;

  @Activate
  public EchoDevice(
      @Reference Ticker ticker, @Reference DevicePort port, Map<String, Object> properties) {
    this.settings = DeviceSettings.of(properties);
    this.ticker = ticker;
    this.port = port;
    this.name = Echo.hash(settings.id());
    this.sightings = new Sightings(settings, ticker.nanos());
    this.hearing = port.hear(new Hearing());
  }

  @Deactivate
  public void deactivate() throws Exception {
    hearing.close();
  }

  @Override
  public DeviceId id() {
    return settings.id();
  }

  @Override
  public int weight() {
    return settings.weight();
  }

  @Override
  public void ping(long stamp) {
    long now = ticker.nanos();
    sightings.pinged(now, port.send(settings.address(), null, new Echo.Ping(head(), stamp, now)));
  }

  @Override
  public void reflect(NodeId to, ByteBuffer beat) {
    Optional<InetAddress> source = port.addressOf(to, settings.address());
    sightings.reflecting(
        source.isEmpty()
            ? "peers names no address of %s in the family of %s"
                .formatted(to, settings.address().getHostAddress())
            : port.send(settings.address(), source.get(), new Echo.Reflection(head(), beat)));
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public DeviceView view() {
    return sightings.view(ticker.nanos());
  }

  @Override
  public List<Problem> problems() {
    return sightings.problems(ticker.nanos());
  }

  private Echo.Head head() {
    return new Echo.Head(session, number.incrementAndGet(), name);
  }

  /// Runs on the port's thread alone.
  private final class Hearing implements DevicePort.Ear {
    private final Replays answers = new Replays();
    private final Replays reflections = new Replays();

    @Override
    public InetAddress address() {
      return settings.address();
    }

    @Override
    public void heard(Echo echo, long now) {
      if (echo.head().device() != name) {
        return;
      }
      switch (echo) {
        case Echo.Ping ping -> answered(ping, now);
        case Echo.Reflection reflection -> reflected(reflection, now);
      }
    }

    private void answered(Echo.Ping ping, long now) {
      long age = now - ping.sent();
      if (ping.head().session() == session
          && age >= 0
          && age <= Sightings.FRESH
          && answers.passes(ping.head())) {
        sightings.answered(now, age);
        listeners.forEach(listener -> listener.answered(settings.id(), ping.stamp()));
      }
    }

    private void reflected(Echo.Reflection reflection, long now) {
      if (reflection.head().session() == session) {
        sightings.ownCameBack();
        return;
      }
      if (reflections.passes(reflection.head())) {
        sightings.reflected(now);
        listeners.forEach(
            listener -> listener.reflected(settings.id(), reflection.beat().duplicate(), now));
      }
    }
  }
}
