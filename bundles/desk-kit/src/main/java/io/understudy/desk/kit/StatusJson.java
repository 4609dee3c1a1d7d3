package io.understudy.desk.kit;

import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.api.AlarmReceiver;
import io.understudy.api.ClusterChanges;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.DeviceView;
import io.understudy.api.Guarantee;
import io.understudy.api.Outcome;
import io.understudy.api.PathView;
import io.understudy.api.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The answers of `status --json` and `events --json`, and of the API, for programs. Keys are only
/// ever added. A span is a number of milliseconds and its key ends in `Ms`.
public final class StatusJson {
  private StatusJson() {}

  /// @param view empty while there is no engine; then `engine` is false and only the rest is told
  public static Map<String, Object> status(Optional<ClusterView> view, EngineAccess access) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("engine", view.isPresent());
    view.ifPresent(present -> node(all, present));
    all.put("mirrors", access.rulesNow().stream().map(MirrorJson::rule).toList());
    access.changeNow().ifPresent(waiting -> all.put("change", change(waiting)));
    all.put("alarmReceivers", access.receivers().stream().map(AlarmReceiver::name).toList());
    all.put("problems", access.problems(view).stream().map(StatusJson::problem).toList());
    return all;
  }

  public static Map<String, Object> event(ClusterEvent event) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("number", event.number());
    all.put("at", event.at().toString());
    all.put("node", event.node().name());
    all.put("kind", event.kind());
    all.put("group", event.group());
    all.put("text", event.text());
    return all;
  }

  private static Map<String, Object> change(ClusterChanges.View change) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", change.proposal().file());
    all.put("settings", new TreeMap<>(change.proposal().settings()));
    all.put("by", change.proposal().by());
    all.put("node", change.from().name());
    all.put("until", change.until().toString());
    return all;
  }

  private static void node(Map<String, Object> all, ClusterView view) {
    all.put("node", view.node().name());
    all.put("version", view.version());
    all.put("incarnation", Long.toUnsignedString(view.incarnation()));
    all.put("since", view.since().toString());
    all.put("ready", view.ready());
    all.put("maintenance", view.maintenance());
    view.held()
        .ifPresent(
            hold ->
                all.put(
                    "held",
                    Map.of(
                        "reason",
                        hold.reason(),
                        "by",
                        hold.by(),
                        "at",
                        hold.at().toString(),
                        "automatic",
                        hold.automatic())));
    all.put("guarantee", guarantee(view.guarantee()));
    Map<String, Object> timing = new LinkedHashMap<>();
    timing.put("profile", view.timing().profile());
    timing.put("beatMs", millis(view.timing().beat()));
    timing.put("leaseMs", millis(view.timing().lease()));
    timing.put("verdictLeaseMs", millis(view.timing().verdictLease()));
    timing.put("claimWaitMs", millis(view.timing().claimWait()));
    all.put("timing", timing);
    all.put("groups", view.groups().stream().map(StatusJson::group).toList());
    all.put("peers", view.peers().stream().map(StatusJson::peer).toList());
    all.put("paths", view.paths().stream().map(StatusJson::path).toList());
    all.put("devices", view.devices().stream().map(StatusJson::device).toList());
    all.put("fences", view.fences().stream().map(StatusJson::fence).toList());
  }

  static Map<String, Object> guarantee(Guarantee guarantee) {
    return Map.of("level", word(guarantee.level()), "why", guarantee.why());
  }

  private static Map<String, Object> fence(ClusterView.FenceView fence) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", fence.name());
    all.put("node", fence.victim().name());
    all.put("level", fence.level());
    fence
        .lastTest()
        .ifPresent(
            outcome -> {
              Map<String, Object> test = new LinkedHashMap<>();
              test.put("at", fence.testedAt().toString());
              test.put(
                  "outcome",
                  switch (outcome) {
                    case Outcome.Done _ -> "done";
                    case Outcome.Failed _ -> "failed";
                    case Outcome.Unknown _ -> "unknown";
                  });
              test.put(
                  "reason",
                  switch (outcome) {
                    case Outcome.Done _ -> "";
                    case Outcome.Failed(String reason) -> reason;
                    case Outcome.Unknown(String reason) -> reason;
                  });
              all.put("lastTest", test);
            });
    return all;
  }

  private static Map<String, Object> group(ClusterView.GroupView group) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", group.group().name());
    all.put("role", word(group.role()));
    group.owner().ifPresent(owner -> all.put("owner", owner.name()));
    all.put("term", group.term().value());
    all.put("leaseMs", millis(group.lease()));
    all.put("leaseBy", group.leaseBy());
    all.put("mayClaim", group.mayClaim());
    all.put("addresses", group.addresses().stream().map(InetAddress::getHostAddress).toList());
    all.put("electorate", names(group.electorate()));
    all.put("electorateVersion", group.electorateVersion());
    all.put(
        "services",
        group.services().stream()
            .map(
                service ->
                    Map.of(
                        "name",
                        service.name(),
                        "status",
                        service.status(),
                        "failures",
                        service.failures()))
            .toList());
    return all;
  }

  private static Map<String, Object> peer(ClusterView.PeerView peer) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("node", peer.node().name());
    all.put("contact", peer.contact());
    all.put("reflectedOnly", peer.reflectedOnly());
    peer.silence().ifPresent(silence -> all.put("silenceMs", millis(silence)));
    all.put("held", peer.held());
    all.put("maintenance", peer.maintenance());
    all.put("stallMs", millis(peer.stall()));
    all.put("reached", names(peer.reached()));
    all.put("reflecting", names(peer.reflecting()));
    return all;
  }

  private static Map<String, Object> path(PathView path) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", path.id().name());
    all.put("peer", path.peer().name());
    all.put("local", path.local());
    all.put("remote", path.remote());
    all.put("alive", path.alive());
    all.put("sent", path.sent());
    all.put("received", path.received());
    all.put("refused", path.refused());
    all.put("loss", path.loss());
    all.put("latencyMs", millis(path.latency()));
    all.put("jitterMs", millis(path.jitter()));
    all.put("error", path.error());
    return all;
  }

  private static Map<String, Object> device(DeviceView device) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", device.id().name());
    all.put("address", device.address());
    all.put("weight", device.weight());
    all.put("reached", device.reached());
    all.put("reflects", device.reflects());
    all.put("latencyMs", millis(device.latency()));
    all.put("error", device.error());
    return all;
  }

  private static Map<String, Object> problem(Problem problem) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("severity", word(problem.severity()));
    all.put("subject", problem.subject());
    all.put("what", problem.what());
    all.put("remedy", problem.remedy());
    return all;
  }

  private static List<String> names(Set<DeviceId> devices) {
    return devices.stream().map(Object::toString).sorted().toList();
  }

  static double millis(Duration span) {
    return span.toNanos() / 1e6;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// {@return text of several lines, for people who read it too}
  public static String pretty(Map<String, Object> all) {
    return write(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT), all) + "\n";
  }

  /// {@return one line}
  public static String line(Map<String, Object> all) {
    return write(JSON.std, all);
  }

  private static String write(JSON json, Map<String, Object> all) {
    try {
      return json.asString(all);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
