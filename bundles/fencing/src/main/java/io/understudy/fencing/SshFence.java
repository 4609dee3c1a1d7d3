package io.understudy.fencing;

import io.understudy.api.Fence;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/// Puts a node into standby by logging in at all of its interfaces at once. The login can do
/// nothing else: it is bound to the forced command of `understudy stand-down` there. The first
/// confirmation wins.
@Component(
    service = {Fence.class, Reporting.class},
    configurationPid = SshFenceSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = SshFenceConfiguration.class, factory = true)
public final class SshFence implements Fence, Reporting {
  private final SshFenceSettings settings;
  private final Logins logins;

  @Activate
  public SshFence(Map<String, Object> values, @Reference Logins logins) {
    this(
        SshFenceSettings.of(
            values, Path.of(System.getProperty("understudy.home", ".")).toAbsolutePath()),
        logins);
  }

  SshFence(SshFenceSettings settings, Logins logins) {
    this.settings = settings;
    this.logins = logins;
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
    return settings.limit();
  }

  @Override
  public Outcome fence(Order order) throws InterruptedException {
    pause();
    String command = "standby %s %s %s".formatted(order.group(), order.term(), order.by());
    List<String> reasons = new ArrayList<>();
    try (Round round = begin(command)) {
      while (round.pending()) {
        Round.Reply reply = round.next();
        if (!(judge(reply, order.term()) instanceof Outcome.Unknown(String reason))) {
          return Outcome.DONE;
        }
        reasons.add(reason);
      }
    } catch (IOException unusable) {
      reasons.add(unusable.getMessage());
    }
    return new Outcome.Unknown(String.join("; ", reasons));
  }

  /// What one answer is worth: whatever isn't the victim's own word leaves open what it does.
  ///
  /// @return done, or unknown
  /// @throws Refusal if the victim says so
  private Outcome judge(Round.Reply reply, Term asked) {
    return switch (reply) {
      case Round.Silent(Address at, String why) -> new Outcome.Unknown(at + ": " + why);
      case Round.Heard(Address at, Answer answer) -> {
        if (!answer.node().equals(settings.node())) {
          yield new Outcome.Unknown(stranger(at, answer));
        }
        yield switch (answer.how()) {
          case DONE ->
              answer.term().compareTo(asked) <= 0
                  ? Outcome.DONE
                  : new Outcome.Unknown(
                      "%s: says done, but knows term %s".formatted(at, answer.term()));
          case REFUSED -> {
            if (answer.term().compareTo(asked) > 0) {
              throw new Refusal(answer.node(), answer.term());
            }
            yield new Outcome.Unknown("%s: refuses: %s".formatted(at, answer.reason()));
          }
          case FAILED -> new Outcome.Unknown("%s: %s".formatted(at, answer.reason()));
        };
      }
    };
  }

  private String stranger(Address at, Answer answer) {
    return "%s: node %s answers, not %s; correct `addresses` or `node`"
        .formatted(at, answer.node(), settings.node());
  }

  /// Asks at every address, so that one that fails is known before it is needed.
  @Override
  public Outcome test() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    try (Round round = begin("check")) {
      while (round.pending()) {
        switch (round.next()) {
          case Round.Silent(Address at, String why) -> failures.add(at + ": " + why);
          case Round.Heard(Address at, Answer answer) -> {
            if (!answer.node().equals(settings.node())) {
              failures.add(stranger(at, answer));
            } else if (answer.how() != Answer.How.DONE) {
              failures.add("%s: %s".formatted(at, answer.reason()));
            }
          }
        }
      }
    } catch (IOException unusable) {
      failures.add(unusable.getMessage());
    }
    return failures.isEmpty()
        ? Outcome.DONE
        : new Outcome.Failed(failures.stream().sorted().collect(Collectors.joining("; ")));
  }

  private Round begin(String command) throws IOException {
    KeyPair key = new LoginKey(settings.key()).read();
    SshClient client = logins.client();
    Pins pins = new Pins(settings.knownHosts());
    return new Round(
        settings.addresses(),
        address -> new Login(address, pins),
        login -> login.run(client, settings.user(), key, command, settings.timeout()),
        settings.timeout());
  }

  private void pause() throws InterruptedException {
    long most = settings.delayMax().toMillis();
    Thread.sleep(
        settings
            .delay()
            .plusMillis(most == 0 ? 0 : ThreadLocalRandom.current().nextLong(most + 1)));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (Files.notExists(settings.key())) {
      problems.add(problem(settings.key() + " is missing", "run: understudy fencing-setup"));
    }
    if (Files.notExists(settings.knownHosts())) {
      problems.add(
          problem(
              "no host key is pinned, so every login will be refused",
              "run: understudy fencing-setup, compare the keys, then with --trust"));
    }
    return problems;
  }

  private Problem problem(String what, String remedy) {
    return new Problem(Problem.Severity.WARNING, "fence " + settings.name(), what, remedy);
  }
}
