package io.understudy.shell;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.api.Problem;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `status`: whatever there is to see, with or without an engine.
final class StatusCommand {
  private StatusCommand() {}

  static ExitCode run(EngineAccess engine, Request request, Reply reply)
      throws UsageException, InterruptedException {
    request.plain("status [--json]", "--json");
    Optional<ClusterView> view = engine.cluster().map(Cluster::view);
    List<Problem> problems = problems(engine, view);
    if (request.has("--json")) {
      reply.out(StatusJson.of(view, engine.rulesNow(), problems));
    } else if (view.isPresent()) {
      reply.out(new StatusText(InstantSource.system()).of(view.get(), engine.rulesNow(), problems));
    } else {
      reply.line("The engine isn't there: it is being replaced, or its settings are refused.");
      reply.out(StatusText.problems(problems));
    }
    return view.isPresent() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static List<Problem> problems(EngineAccess engine, Optional<ClusterView> view) {
    return Stream.concat(
            view.stream().flatMap(present -> present.problems().stream()),
            engine.problems().stream())
        .distinct()
        .sorted(Comparator.comparing(Problem::severity).reversed())
        .toList();
  }
}
