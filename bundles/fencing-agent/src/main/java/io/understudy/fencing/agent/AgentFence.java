package io.understudy.fencing.agent;

import io.understudy.api.Fence;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts a node's power by a fence agent.
@Component(
    service = {Fence.class, Reporting.class},
    configurationPid = AgentSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = AgentConfiguration.class, factory = true)
public final class AgentFence implements Fence, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(AgentFence.class);

  private final AgentSettings settings;
  private final AgentTalk agent;
  private volatile Optional<Problem> darkness = Optional.empty();

  @Activate
  public AgentFence(Map<String, Object> values, @Reference AgentCatalog catalog) {
    this(
        values,
        Path.of(System.getProperty("understudy.home", ".")).toAbsolutePath().normalize(),
        catalog);
  }

  /// @param home the node's home directory
  AgentFence(Map<String, ?> values, Path home, AgentCatalog catalog) {
    settings = AgentSettings.of(values, home);
    agent = new AgentTalk(settings, () -> catalog.find(settings.program()));
    catalog.find(settings.program());
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public NodeId victim() {
    return settings.node();
  }

  @Override
  public int level() {
    return settings.level();
  }

  @Override
  public Duration limit() {
    return settings.timeout().plus(settings.delay()).plus(settings.delayMax());
  }

  @Override
  public Outcome fence(Order order) throws InterruptedException {
    if (!order.victim().equals(settings.node())) {
      return new Outcome.Failed(
          "%s fences %s, not %s".formatted(name(), settings.node(), order.victim()));
    }
    pause();
    PowerCut attempt = new PowerCut(agent, settings.verify(), settings.timeout());
    return switch (settings.action()) {
      case REBOOT -> attempt.reboot();
      case OFF -> {
        Outcome outcome = attempt.off();
        if (outcome instanceof Outcome.Done && settings.thenOn()) {
          Thread.ofVirtual().name("power on").start(this::powerOn);
        }
        yield outcome;
      }
    };
  }

  @Override
  public Outcome test() throws InterruptedException {
    Outcome outcome = new PowerCut(agent, settings.verify(), settings.timeout()).test();
    if (darkness.isPresent()
        && agent.ask("status", settings.timeout()) instanceof AgentTalk.Reply.Ended ended
        && ended.fine()) {
      darkness = Optional.empty();
    }
    return outcome;
  }

  @Override
  public List<Problem> problems() {
    return darkness.stream().toList();
  }

  private void pause() throws InterruptedException {
    Duration random =
        settings.delayMax().isZero()
            ? Duration.ZERO
            : Duration.ofNanos(ThreadLocalRandom.current().nextLong(settings.delayMax().toNanos()));
    Thread.sleep(settings.delay().plus(random));
  }

  /// The takeover doesn't wait for it, and doesn't depend on it.
  private void powerOn() {
    try {
      switch (agent.ask("on", settings.timeout())) {
        case AgentTalk.Reply.Ended ended when ended.fine() -> {
          darkness = Optional.empty();
          LOG.info("{}: {} has power again", name(), settings.node());
        }
        case AgentTalk.Reply.Ended ended -> dark(ended.toString());
        case AgentTalk.Reply.Hung(String reason) -> dark(reason);
        case AgentTalk.Reply.Unasked(String reason) -> dark(reason);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void dark(String reason) {
    LOG.warn("{}: {} was fenced, but got no power again: {}", name(), settings.node(), reason);
    darkness =
        Optional.of(
            new Problem(
                Problem.Severity.WARNING,
                "fence " + name(),
                "%s was fenced, but got no power again: %s".formatted(settings.node(), reason),
                "switch it on by hand"));
  }
}
