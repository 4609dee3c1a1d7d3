package io.understudy.heartbeat;

import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.heartbeat.Refusals.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Says what an administrator should do about a path.
///
/// @param since when the path came to be
record PathProblems(
    PathSettings settings, Faults faults, Refusals refusals, Quality quality, long since) {
  private static final Duration SETTLING = Duration.ofSeconds(3);

  List<Problem> at(long now) {
    List<Problem> problems = new ArrayList<>();
    boolean alive = quality.summary(now).alive();
    String fault = faults.worst();
    if (!fault.isEmpty()) {
      add(problems, Severity.WARNING, fault, "see to the interface, its address and the firewall");
    }
    refusals
        .recent(Reason.NOT_AUTHENTIC, now)
        .ifPresent(
            detail ->
                add(
                    problems,
                    Severity.WARNING,
                    "%d datagrams from %s were not sealed with this cluster's key (the last: %s)"
                        .formatted(refusals.count(Reason.NOT_AUTHENTIC), settings.remote(), detail),
                    alive
                        ? "find out who sends them: the peer's own beats arrive beside them"
                        : "copy the key file of one node to the other and compare with sha256sum"));
    refusals
        .recent(Reason.NEWER_VERSION, now)
        .ifPresent(
            detail ->
                add(
                    problems,
                    Severity.WARNING,
                    "%s sends beats of a newer program (%s)".formatted(settings.remote(), detail),
                    "upgrade this node"));
    refusals
        .recent(Reason.MISDIRECTED, now)
        .ifPresent(
            detail ->
                add(
                    problems,
                    Severity.WARNING,
                    "beats from %s are not meant for this path: %s"
                        .formatted(settings.remote(), detail),
                    "give a path the same name on both nodes and compare node, local and remote"));
    refusals
        .recent(Reason.REPLAYED, now)
        .ifPresent(
            detail ->
                add(
                    problems,
                    Severity.NOTE,
                    "%d beats from %s arrived twice (the last: %s)"
                        .formatted(refusals.count(Reason.REPLAYED), settings.remote(), detail),
                    "look for a loop in the network, or for somebody who repeats what he caught"));
    if (problems.isEmpty() && !alive && now - since > SETTLING.toNanos()) {
      add(
          problems,
          Severity.WARNING,
          "no beat of %s arrives from %s".formatted(settings.peer(), settings.remote()),
          "if that node runs, see to cable, switch and firewall (UDP port %d)"
              .formatted(settings.port()));
    }
    return List.copyOf(problems);
  }

  private void add(List<Problem> problems, Severity severity, String what, String remedy) {
    problems.add(new Problem(severity, "path " + settings.id(), what, remedy));
  }
}
