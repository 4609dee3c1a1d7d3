package io.understudy.shell;

import io.understudy.api.Accounts;
import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.mirror.Mirrors;
import io.understudy.desk.kit.EngineAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// What each command does. Help stands in `bin/understudy`, which answers it without a node.
@Component(service = Commands.class)
public final class Commands {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration FENCE_TEST_LIMIT = Duration.ofMinutes(5);

  /// A handover may wait for the final pass of the data, for a minute at most.
  private static final Duration MOVE_LIMIT = Duration.ofMinutes(2);

  /// A pass may be the first one of a large tree; so may what is restored.
  private static final Duration PASS_LIMIT = Duration.ofHours(12);

  private static final Duration FOLLOW_LIMIT = Duration.ofDays(365);
  private static final String NO_ENGINE =
      "the engine isn't there: it is being replaced, or its settings are refused; try again, or see"
          + " 'understudy status'";

  private static final String NO_MIRRORING =
      "nothing is mirrored here: the mirroring bundle isn't there, or is being replaced; see"
          + " 'understudy status'";

  private static final String NO_SETTINGS =
      "the settings bundle isn't there, or is being replaced; try again, or see 'understudy"
          + " status'";

  private static final String NO_WEB =
      "nobody logs in here: the web server isn't configured (io.understudy.web.cfg)";

  private final EngineAccess engine;
  private final Restart restart;
  private final String version;
  private volatile @Nullable Accounts accounts;

  @Activate
  public Commands(BundleContext context, @Reference EngineAccess engine) {
    this(engine, new Restart(context), context.getBundle().getVersion().toString());
  }

  Commands(EngineAccess engine, Restart restart, String version) {
    this.engine = engine;
    this.restart = restart;
    this.version = version;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindAccounts(Accounts service) {
    accounts = service;
  }

  void unbindAccounts(Accounts service) {
    if (accounts == service) {
      accounts = null;
    }
  }

  Duration limit(Request request) {
    return switch (request.command()) {
      case "fence-test", "alarm", "what-if" -> FENCE_TEST_LIMIT;
      case "handover", "standby" -> MOVE_LIMIT;
      case "mirror-now", "quarantine" -> PASS_LIMIT;
      default -> request.has("--follow") ? FOLLOW_LIMIT : LIMIT;
    };
  }

  ExitCode run(Request request, Reply reply) throws UsageException, InterruptedException {
    try {
      return switch (request.command()) {
        case "status" -> StatusCommand.run(engine, request, reply);
        case "events" -> events(request, reply);
        case "handover" -> handover(request, reply);
        case "standby" -> standby(request, reply);
        case "rejoin" -> {
          request.plain("rejoin [--without-peer]", "--without-peer");
          yield tell(
              control().rejoin(request.has("--without-peer")),
              "this node may own groups again",
              reply);
        }
        case "stand-down" ->
            FencingCommands.standDown(
                engine.controlNow().orElseThrow(Missing::engine), request, reply);
        case "stand-down-check" ->
            FencingCommands.check(
                engine.clusterNow().orElseThrow(Missing::engine).view(), request, reply);
        case "fenced" -> FencingCommands.fenced(control(), request, reply);
        case "fence-test" ->
            FencingCommands.test(
                control(),
                engine.cluster().orElseThrow(Missing::engine).view().fences(),
                request,
                reply);
        case "mirror-now" -> MirrorCommands.mirrorNow(mirrors(), request, reply);
        case "safety" ->
            SafetyCommands.safety(
                engine.calculatorNow().orElseThrow(Missing::engine), request, reply);
        case "what-if" ->
            SafetyCommands.whatIf(
                engine.rehearsalNow().orElseThrow(Missing::engine), request, reply);
        case "change" ->
            ChangeCommand.run(engine.changesNow().orElseThrow(Missing::settings), request, reply);
        case "mirror-accept" -> MirrorCommands.accept(mirrors(), request, reply);
        case "quarantine" -> MirrorCommands.quarantine(mirrors(), request, reply);
        case "alarm" -> AlarmCommands.run(engine.receivers(), request, reply);
        case "user" ->
            UserCommands.run(
                Optional.ofNullable(accounts).orElseThrow(Missing::web), request, reply);
        case "claim" -> claim(request, reply);
        case "maintenance" -> maintenance(request, reply);
        case "restart" -> restart(request, reply);
        case "version" -> {
          request.plain("version");
          reply.line("Understudy " + version + ", Java " + Runtime.version());
          yield ExitCode.DONE;
        }
        default ->
            throw new UsageException(
                "there is no command '%s'; see 'understudy help'", request.command());
      };
    } catch (Missing missing) {
      reply.error(missing.getMessage());
      return ExitCode.FAILED;
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(String.valueOf(wrong.getMessage()));
    }
  }

  private ExitCode events(Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("events [--follow] [--json] [--limit=N]", "--follow", "--json", "--limit=");
    EventLines lines = new EventLines(engine, reply, request.has("--json"));
    int limit = Integer.parseInt(request.value("--limit").orElse("50"));
    boolean there = lines.show(limit);
    if (!there && !request.has("--follow")) {
      throw Missing.engine();
    }
    if (request.has("--follow")) {
      lines.follow();
    }
    return ExitCode.DONE;
  }

  private ExitCode handover(Request request, Reply reply)
      throws UsageException, InterruptedException {
    List<String> words = request.plain("handover GROUP NODE");
    GroupId group = known(words.get(0));
    NodeId node = new NodeId(words.get(1));
    return tell(control().handover(group, node), group + " is at " + node, reply);
  }

  private ExitCode standby(Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("standby [--reason TEXT]", "--reason=");
    String reason = request.value("--reason").orElse("no reason given");
    return tell(
        control().standby(reason, request.by()),
        "this node is held in standby; end it with: understudy rejoin",
        reply);
  }

  private ExitCode claim(Request request, Reply reply) throws UsageException, InterruptedException {
    List<String> words = request.plain("claim GROUP --alone", "--alone");
    if (!request.has("--alone")) {
      throw new UsageException(
          "say --alone if you know that no other node owns it: understudy claim %s --alone",
          words.getFirst());
    }
    GroupId group = known(words.getFirst());
    return tell(control().claimAlone(group), "this node owns " + group, reply);
  }

  private ExitCode maintenance(Request request, Reply reply)
      throws UsageException, InterruptedException {
    String word = request.plain("maintenance on|off").getFirst();
    boolean on =
        switch (word) {
          case "on" -> true;
          case "off" -> false;
          default -> throw new UsageException("use: understudy maintenance on|off");
        };
    return tell(control().maintenance(on), "maintenance is " + word, reply);
  }

  private ExitCode restart(Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("restart");
    Optional<ClusterControl> control = engine.control();
    if (control.isPresent()) {
      ExitCode paused =
          tell(
              control.get().pause("restart, ordered by " + request.by()),
              "restarting; what this node owns stays here",
              reply);
      if (paused != ExitCode.DONE) {
        return paused;
      }
    } else {
      reply.line("restarting; the engine isn't there, so nothing had to be kept");
    }
    restart.soon();
    return ExitCode.DONE;
  }

  private ClusterControl control() throws InterruptedException {
    return engine.control().orElseThrow(Missing::engine);
  }

  private Mirrors mirrors() throws InterruptedException {
    return engine.mirrors().orElseThrow(Missing::mirroring);
  }

  private GroupId known(String name) throws UsageException, InterruptedException {
    GroupId group = new GroupId(name);
    List<GroupId> all =
        engine.cluster().orElseThrow(Missing::engine).view().groups().stream()
            .map(ClusterView.GroupView::group)
            .toList();
    if (!all.contains(group)) {
      throw new UsageException("there is no group '%s' here; there are: %s", name, all);
    }
    return group;
  }

  static ExitCode tell(Outcome outcome, String done, Reply reply) {
    return switch (outcome) {
      case Outcome.Done _ -> {
        reply.line(done);
        yield ExitCode.DONE;
      }
      case Outcome.Failed(String reason) -> {
        reply.error(reason);
        yield ExitCode.FAILED;
      }
      case Outcome.Unknown(String reason) -> {
        reply.error(reason + "; look at 'understudy status'");
        yield ExitCode.UNKNOWN;
      }
    };
  }

  /// Somebody whom a command needs isn't there, even after a while.
  private static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    Missing(String message) {
      super(message);
    }

    static Missing engine() {
      return new Missing(NO_ENGINE);
    }

    static Missing mirroring() {
      return new Missing(NO_MIRRORING);
    }

    static Missing settings() {
      return new Missing(NO_SETTINGS);
    }

    static Missing web() {
      return new Missing(NO_WEB);
    }
  }
}
