package io.understudy.shell;

import io.understudy.api.ClusterView;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import io.understudy.api.mirror.Mirrors;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The answer of `status` for people.
final class StatusText {
  private final InstantSource clock;

  StatusText(InstantSource clock) {
    this.clock = clock;
  }

  String of(ClusterView view, List<Mirrors.RuleView> mirrors, List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    head(text, view);
    add(text, groups(view));
    view.groups().forEach(group -> services(text, group));
    add(text, peers(view));
    add(text, paths(view));
    add(text, devices(view));
    add(text, fences(view));
    add(text, MirrorText.rules(mirrors, clock.instant()));
    return text.append('\n').append(problems(problems)).toString();
  }

  private void head(StringBuilder text, ClusterView view) {
    ClusterView.Timing timing = view.timing();
    text.append(
        "Node %s, Understudy %s, up %s%s%n"
            .formatted(
                view.node(),
                view.version(),
                Spans.text(Duration.between(view.since(), clock.instant())),
                view.ready() ? "" : ", NOT READY"));
    view.held()
        .ifPresent(
            hold ->
                text.append(
                    "HELD in standby%s since %s by %s: %s; end it with: understudy rejoin%n"
                        .formatted(
                            hold.automatic() ? " (automatic)" : "",
                            hold.at(),
                            hold.by(),
                            hold.reason())));
    if (view.maintenance()) {
      text.append(
          "MAINTENANCE: nothing moves by itself; end it with: understudy maintenance off\n");
    }
    text.append(
        "Guarantee: %s: %s%n".formatted(word(view.guarantee().level()), view.guarantee().why()));
    text.append(
        "Timing: profile %s, beat %s, lease %s, by devices %s, claim after %s%n"
            .formatted(
                timing.profile(),
                Spans.text(timing.beat()),
                Spans.text(timing.lease()),
                Spans.text(timing.verdictLease()),
                Spans.text(timing.claimWait())));
  }

  private static Table groups(ClusterView view) {
    Table table = new Table("GROUP", "OWNER", "HERE", "TERM", "LEASE", "MAY CLAIM", "ADDRESSES");
    for (ClusterView.GroupView group : view.groups()) {
      table.row(
          group.group().name(),
          group.owner().map(Object::toString).orElse("nobody"),
          word(group.role()),
          group.term().toString(),
          group.role() == Role.OWNER
              ? "%s (%s)".formatted(Spans.text(group.lease()), group.leaseBy())
              : "-",
          group.mayClaim(),
          group.addresses().stream()
              .map(InetAddress::getHostAddress)
              .collect(Collectors.joining(" ")));
    }
    return table;
  }

  private static void services(StringBuilder text, ClusterView.GroupView group) {
    group
        .services()
        .forEach(
            service ->
                text.append(
                    "  %s: service %s is %s%s%n"
                        .formatted(
                            group.group(),
                            service.name(),
                            service.status(),
                            failed(service.failures()))));
  }

  private static String failed(int failures) {
    return switch (failures) {
      case 0 -> "";
      case 1 -> "; it failed once lately";
      default -> "; it failed %d times lately".formatted(failures);
    };
  }

  private static Table peers(ClusterView view) {
    Table table = new Table("PEER", "CONTACT", "LAST BEAT", "STATE", "STALL");
    for (ClusterView.PeerView peer : view.peers()) {
      table.row(
          peer.node().name(),
          peer.contact() ? peer.reflectedOnly() ? "through devices only" : "yes" : "NO",
          peer.silence().map(silence -> Spans.text(silence) + " ago").orElse("never"),
          peer.held() ? "held" : peer.maintenance() ? "maintenance" : "free",
          Spans.text(peer.stall()));
    }
    return table;
  }

  private static Table paths(ClusterView view) {
    Table table =
        new Table("PATH", "TO", "LOCAL", "REMOTE", "ALIVE", "LOSS", "LATENCY", "JITTER", "REFUSED");
    view.paths()
        .forEach(
            path ->
                table.row(
                    path.id().name(),
                    path.peer().name(),
                    path.local(),
                    path.remote(),
                    yes(path.alive(), path.error()),
                    "%.1f %%".formatted(path.loss() * 100),
                    Spans.text(path.latency()),
                    Spans.text(path.jitter()),
                    Long.toString(path.refused())));
    return table;
  }

  private static Table devices(ClusterView view) {
    Table table = new Table("DEVICE", "ADDRESS", "WEIGHT", "REACHED", "REFLECTS", "LATENCY");
    view.devices()
        .forEach(
            device ->
                table.row(
                    device.id().name(),
                    device.address(),
                    Integer.toString(device.weight()),
                    yes(device.reached(), device.error()),
                    yes(device.reflects(), ""),
                    Spans.text(device.latency())));
    return table;
  }

  private Table fences(ClusterView view) {
    Table table = new Table("FENCE", "FOR NODE", "LEVEL", "LAST TEST");
    for (ClusterView.FenceView fence : view.fences()) {
      table.row(
          fence.name(),
          fence.victim().name(),
          Integer.toString(fence.level()),
          fence
              .lastTest()
              .map(
                  outcome ->
                      "%s, %s ago"
                          .formatted(
                              FencingCommands.word(outcome),
                              Spans.text(Duration.between(fence.testedAt(), clock.instant()))))
              .orElse("never; try: understudy fence-test " + fence.name()));
    }
    return table;
  }

  /// {@return the problems, the worst first, each with its remedy}
  static String problems(List<Problem> problems) {
    if (problems.isEmpty()) {
      return "No problems.\n";
    }
    return problems.stream()
        .map(
            problem ->
                "%-7s %s: %s%n        -> %s%n"
                    .formatted(
                        problem.severity(), problem.subject(), problem.what(), problem.remedy()))
        .collect(Collectors.joining());
  }

  private static String yes(boolean good, String error) {
    return good ? "yes" : error.isEmpty() ? "NO" : "NO: " + error;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void add(StringBuilder text, Table table) {
    add(text, table.isEmpty() ? "" : table.toString());
  }

  private static void add(StringBuilder text, String section) {
    if (!section.isEmpty()) {
      text.append('\n').append(section);
    }
  }
}
