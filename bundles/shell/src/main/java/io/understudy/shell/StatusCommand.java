package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.desk.kit.StatusJson;
import java.time.InstantSource;
import java.util.Optional;

/// `status`: whatever there is to see, with or without an engine.
final class StatusCommand {
  private StatusCommand() {}

  static ExitCode run(EngineAccess engine, Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("status [--json]", "--json");
    Optional<ClusterView> view = engine.cluster().map(Cluster::view);
    if (request.has("--json")) {
      reply.out(StatusJson.pretty(StatusJson.status(view, engine)));
    } else if (view.isPresent()) {
      reply.out(
          new StatusText(InstantSource.system())
              .of(view.get(), engine.rulesNow(), engine.problems(view)));
    } else {
      reply.line("The engine isn't there: it is being replaced, or its settings are refused.");
      reply.out(StatusText.problems(engine.problems(view)));
    }
    return view.isPresent() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
