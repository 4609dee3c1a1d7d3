package io.understudy.shell;

import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.StoodDown;
import io.understudy.api.Term;
import java.util.List;

/// The commands about fences. `stand-down` and `stand-down-check` are for the forced command of a
/// fencing login alone: what they print is one line that a program reads.
final class FencingCommands {
  private FencingCommands() {}

  /// Obeys a fence, and answers in the form that the peer's fence reads.
  static ExitCode standDown(ClusterControl control, Request request, Reply reply)
      throws UsageException {
    List<String> words = request.plain("stand-down GROUP TERM NODE");
    GroupId group = new GroupId(words.get(0));
    Term term = new Term(Long.parseLong(words.get(1)));
    StoodDown answer = control.standDown(group, term, new NodeId(words.get(2)));
    String how =
        switch (answer.outcome()) {
          case Outcome.Done _ -> "done";
          case Outcome.Failed(String reason) ->
              (answer.term().compareTo(term) > 0 ? "refused reason=" : "failed reason=")
                  + oneLine(reason);
          case Outcome.Unknown(String reason) -> "failed reason=" + oneLine(reason);
        };
    reply.line(line(answer.node(), answer.incarnation(), answer.term(), how));
    return answer.outcome() instanceof Outcome.Done ? ExitCode.DONE : ExitCode.FAILED;
  }

  /// Answers in the same form without doing anything.
  static ExitCode check(ClusterView view, Request request, Reply reply) throws UsageException {
    request.plain("stand-down-check");
    reply.line(line(view.node(), view.incarnation(), Term.NONE, "done"));
    return ExitCode.DONE;
  }

  private static String line(NodeId node, long incarnation, Term term, String how) {
    return "node=%s incarnation=%s term=%s outcome=%s"
        .formatted(node, Long.toHexString(incarnation), term, how);
  }

  private static String oneLine(String reason) {
    return reason.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /// The launcher asked the administrator to type the node's name, which comes as `--confirm`.
  static ExitCode fenced(ClusterControl control, Request request, Reply reply)
      throws UsageException {
    String usage = "fenced NODE --i-have-checked";
    NodeId node = new NodeId(request.plain(usage, "--i-have-checked", "--confirm=").getFirst());
    if (!request.has("--i-have-checked")
        || !request.value("--confirm").equals(java.util.Optional.of(node.name()))) {
      throw new UsageException(
          "use: understudy %s; where there is no terminal to ask at, add --confirm=%s",
          usage, node);
    }
    return Commands.tell(
        control.fenced(node, request.by()),
        "your word that node %s is off counts as a confirmed fence".formatted(node),
        reply);
  }

  /// Tests the named fence, or all, and shows how each went.
  static ExitCode test(
      ClusterControl control, List<ClusterView.FenceView> fences, Request request, Reply reply)
      throws UsageException {
    List<ClusterView.FenceView> chosen = fences;
    if (request.words().size() > 1) {
      String name = request.plain("fence-test NAME").getFirst();
      chosen = fences.stream().filter(fence -> fence.name().equals(name)).toList();
      if (chosen.isEmpty()) {
        throw new UsageException(
            "there is no fence '%s' here; there are: %s",
            name, fences.stream().map(ClusterView.FenceView::name).toList());
      }
    }
    if (chosen.isEmpty()) {
      reply.error("no fence is configured; see config/io.understudy.fencing.ssh-b.cfg");
      return ExitCode.FAILED;
    }
    Table table = new Table("FENCE", "FOR NODE", "LEVEL", "RESULT");
    boolean good = true;
    for (ClusterView.FenceView fence : chosen) {
      Outcome outcome = control.testFence(fence.name());
      good &= outcome instanceof Outcome.Done;
      table.row(
          fence.name(), fence.victim().name(), Integer.toString(fence.level()), word(outcome));
    }
    reply.out(table.toString());
    return good ? ExitCode.DONE : ExitCode.FAILED;
  }

  static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ -> "works";
      case Outcome.Failed(String reason) -> "FAILED: " + reason;
      case Outcome.Unknown(String reason) -> "UNKNOWN: " + reason;
    };
  }
}
