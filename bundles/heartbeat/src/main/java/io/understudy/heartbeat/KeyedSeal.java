package io.understudy.heartbeat;

import io.understudy.api.BeatSeal;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Reporting;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registers a [BeatSeal] as soon as the key file can be used. Until then it says what is wrong and
/// looks again each second, so that mending the file is enough.
@Component(
    service = Reporting.class,
    configurationPid = SealConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = SealConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='io.understudy.api.BeatSeal'")
public final class KeyedSeal implements Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedSeal.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final BundleContext context;
  private final KeyFile file;
  private final Thread waiting;
  private volatile List<Problem> problems = List.of();
  private @Nullable ServiceRegistration<BeatSeal> registration;
  private boolean ended;

  @Activate
  public KeyedSeal(BundleContext context, Map<String, Object> properties) {
    this.context = context;
    this.file = KeySettings.of(properties).file();
    this.waiting = Thread.ofVirtual().name("beat-key").unstarted(this::untilRegistered);
    if (!registered()) {
      waiting.start();
    }
  }

  @Deactivate
  public synchronized void deactivate() {
    ended = true;
    waiting.interrupt();
    if (registration != null) {
      registration.unregister();
    }
  }

  @Override
  public List<Problem> problems() {
    return problems;
  }

  private void untilRegistered() {
    try {
      do {
        Thread.sleep(AGAIN);
      } while (!registered());
    } catch (InterruptedException ending) {
      LOG.debug("No longer waiting for {}", file.path());
    }
  }

  /// {@return true if there is nothing left to do}
  private synchronized boolean registered() {
    if (ended) {
      return true;
    }
    try {
      byte[] key = file.read();
      registration = context.registerService(BeatSeal.class, new HmacSeal(key), null);
      Arrays.fill(key, (byte) 0);
      problems = List.of();
      LOG.info("Beats are sealed with the key in {}", file.path());
      return true;
    } catch (KeyFile.Unusable e) {
      Problem problem =
          new Problem(Severity.ALARM, SealConfig.PID + ": key", e.getMessage(), e.remedy());
      if (!problems.contains(problem)) {
        LOG.error("No beats can be sent or heard: {}", problem);
      }
      problems = List.of(problem);
      return false;
    }
  }
}
