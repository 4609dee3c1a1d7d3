package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// What each command does. Help stands in `bin/understudy`, which answers it without a node.
@Component(service = Commands.class)
public final class Commands {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration FENCE_TEST_LIMIT = Duration.ofMinutes(5);
  private static final Duration FOLLOW_LIMIT = Duration.ofDays(365);
  private static final String NO_ENGINE =
      "the engine isn't there: it is being replaced, or its settings are refused; try again, or see"
          + " 'understudy status'";

  private final EngineAccess engine;
  private final Restart restart;
  private final String version;

  @Activate
  public Commands(BundleContext context, @Reference EngineAccess engine) {
    this(engine, new Restart(context), context.getBundle().getVersion().toString());
  }

  Commands(EngineAccess engine, Restart restart, String version) {
    this.engine = engine;
    this.restart = restart;
    this.version = version;
  }

  Duration limit(Request request) {
    if (request.command().equals("fence-test")) {
      return FENCE_TEST_LIMIT;
    }
    return request.has("--follow") ? FOLLOW_LIMIT : LIMIT;
  }

  ExitCode run(Request request, Reply reply) throws UsageException, InterruptedException {
    try {
      return switch (request.command()) {
        case "status" -> status(request, reply);
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
                engine.controlNow().orElseThrow(EngineMissing::new), request, reply);
        case "stand-down-check" ->
            FencingCommands.check(
                engine.clusterNow().orElseThrow(EngineMissing::new).view(), request, reply);
        case "fenced" -> FencingCommands.fenced(control(), request, reply);
        case "fence-test" ->
            FencingCommands.test(
                control(),
                engine.cluster().orElseThrow(EngineMissing::new).view().fences(),
                request,
                reply);
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
    } catch (EngineMissing missing) {
      reply.error(NO_ENGINE);
      return ExitCode.FAILED;
    } catch (IllegalArgumentException wrong) {
      throw new UsageException(String.valueOf(wrong.getMessage()));
    }
  }

  private ExitCode status(Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("status [--json]", "--json");
    Optional<ClusterView> view = engine.cluster().map(Cluster::view);
    List<Problem> problems = problems(view);
    if (request.has("--json")) {
      reply.out(StatusJson.of(view, problems));
    } else if (view.isPresent()) {
      reply.out(new StatusText(InstantSource.system()).of(view.get(), problems));
    } else {
      reply.line("The engine isn't there: it is being replaced, or its settings are refused.");
      reply.out(StatusText.problems(problems));
    }
    return view.isPresent() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private List<Problem> problems(Optional<ClusterView> view) {
    return Stream.concat(
            view.stream().flatMap(present -> present.problems().stream()),
            engine.problems().stream())
        .distinct()
        .sorted(Comparator.comparing(Problem::severity).reversed())
        .toList();
  }

  private ExitCode events(Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("events [--follow] [--json] [--limit=N]", "--follow", "--json", "--limit=");
    EventLines lines = new EventLines(engine, reply, request.has("--json"));
    int limit = Integer.parseInt(request.value("--limit").orElse("50"));
    boolean there = lines.show(limit);
    if (!there && !request.has("--follow")) {
      throw new EngineMissing();
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
    return engine.control().orElseThrow(EngineMissing::new);
  }

  private GroupId known(String name) throws UsageException, InterruptedException {
    GroupId group = new GroupId(name);
    List<GroupId> all =
        engine.cluster().orElseThrow(EngineMissing::new).view().groups().stream()
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

  /// There is no engine, even after a while.
  private static final class EngineMissing extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
