package io.understudy.shell;

import io.understudy.api.ClusterChanges;
import io.understudy.api.ClusterChanges.Proposal;
import io.understudy.api.Settings;
import java.util.List;
import java.util.TreeMap;

/// `change`: one change of settings on all nodes, which is kept or taken back.
final class ChangeCommand {
  private static final String USAGE =
      "change FILE key=value ... [--within=SPAN] | change keep | change back | change show";

  private ChangeCommand() {}

  static ExitCode run(ClusterChanges changes, Request request, Reply reply) throws UsageException {
    Request plain = request.withoutSettings();
    List<String> words = plain.plain("change FILE", "--within=");
    boolean settings = !request.settings().isEmpty();
    return switch (words.getFirst()) {
      case "keep", "back", "show" -> {
        if (settings) {
          throw new UsageException("use: understudy " + USAGE);
        }
        yield switch (words.getFirst()) {
          case "keep" ->
              Commands.tell(changes.keep(request.by()), "the change is kept on all nodes", reply);
          case "back" ->
              Commands.tell(changes.takeBack(request.by()), "the change is taken back", reply);
          default -> show(changes, reply);
        };
      }
      default -> {
        if (!settings) {
          throw new UsageException("use: understudy " + USAGE);
        }
        Proposal proposal =
            Proposal.of(
                words.getFirst(), request.settings(), request.by(), request.value("--within"));
        yield Commands.tell(
            changes.change(proposal),
            "%s is changed on all nodes; it is taken back after %s unless you say: understudy change keep"
                .formatted(proposal.file(), Settings.words(proposal.within())),
            reply);
      }
    };
  }

  private static ExitCode show(ClusterChanges changes, Reply reply) {
    changes
        .underWay()
        .ifPresentOrElse(
            waiting -> {
              reply.line(
                  "%s, changed by %s at %s, is taken back at %s unless it is kept:"
                      .formatted(
                          waiting.proposal().file(),
                          waiting.proposal().by(),
                          waiting.from(),
                          waiting.until()));
              new TreeMap<>(waiting.proposal().settings())
                  .forEach((key, value) -> reply.line("  " + key + " = " + value));
            },
            () -> reply.line("no change waits to be kept"));
    return ExitCode.DONE;
  }
}
