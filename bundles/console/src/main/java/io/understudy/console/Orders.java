package io.understudy.console;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Cluster;
import io.understudy.api.ClusterChanges;
import io.understudy.api.ClusterControl;
import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Settings;
import io.understudy.api.mirror.Mirrors;
import io.understudy.desk.kit.EngineAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What can be ordered by the API: each order says beforehand what it would do.
final class Orders {
  /// In the order of the page.
  static final List<String> VERBS =
      List.of(
          "handover",
          "standby",
          "rejoin",
          "maintenance",
          "claim",
          "change",
          "change-keep",
          "change-back",
          "mirror-now",
          "mirror-accept",
          "fence-test",
          "alarm-test",
          "restore",
          "discard");

  private final EngineAccess access;

  Orders(EngineAccess access) {
    this.access = access;
  }

  /// An order that was understood.
  ///
  /// @param line as a command would say it, for the audit
  /// @param explanation what will happen, and for how long, for people
  record Order(String line, String explanation, Deed deed) {}

  /// Waits until it is done, or can't be.
  interface Deed {
    Outcome carryOut(String by);
  }

  /// @throws Wrong if there is no such order, group, node, rule, fence or file, or it is none that
  ///     makes sense now
  Order order(String verb, Fields fields) throws Wrong {
    return switch (verb) {
      case "handover" -> handover(fields);
      case "standby" -> standby(fields);
      case "rejoin" -> rejoin(fields);
      case "maintenance" -> maintenance(fields);
      case "claim" -> claim(fields);
      case "change" -> change(fields);
      case "change-keep" -> changeKeep();
      case "change-back" -> changeBack();
      case "mirror-now" -> mirrorNow(fields);
      case "mirror-accept" -> mirrorAccept(fields);
      case "fence-test" -> fenceTest(fields);
      case "alarm-test" -> alarmTest(fields);
      case "restore", "discard" -> quarantined(verb, fields);
      default ->
          throw new Wrong(404, "", "there is no order '%s'".formatted(verb), "use one of " + VERBS);
    };
  }

  private Order handover(Fields fields) throws Wrong {
    GroupId group = known(fields.group());
    NodeId to = fields.node("to");
    ClusterView view = cluster().view();
    List<NodeId> nodes = nodes(view);
    if (!nodes.contains(to)) {
      throw new Wrong(
          400, "to", "there is no node '%s'".formatted(to), "use one of %s".formatted(nodes));
    }
    Optional<NodeId> owner = group(view, group).owner();
    if (owner.filter(to::equals).isPresent()) {
      throw new Wrong(
          409, "to", "%s owns %s already".formatted(to, group), "choose the other node");
    }
    ClusterControl control = control();
    return new Order(
        "handover %s %s".formatted(group, to),
        "%s moves from %s to %s: its services are stopped, its data brought up to date, its addresses taken off there and put on here. %s"
            .formatted(
                group,
                owner.map(NodeId::name).orElse("nobody"),
                to,
                Takeovers.of(cluster().events(1000)).handover(group)),
        by -> control.handover(group, to));
  }

  private Order standby(Fields fields) throws Wrong {
    String reason = fields.text("reason", "ordered in the console");
    ClusterView view = cluster().view();
    List<GroupId> owned =
        view.groups().stream()
            .filter(group -> group.owner().filter(view.node()::equals).isPresent())
            .map(ClusterView.GroupView::group)
            .toList();
    ClusterControl control = control();
    return new Order(
        "standby",
        "%s owns nothing until it rejoins. %s"
            .formatted(
                view.node(),
                owned.isEmpty()
                    ? "It owns nothing now, so nothing moves."
                    : "It hands over %s first, one after the other.".formatted(owned)),
        by -> control.standby(reason, by));
  }

  private Order rejoin(Fields fields) throws Wrong {
    boolean alone = fields.flag("withoutPeer");
    ClusterView view = cluster().view();
    if (view.held().isEmpty()) {
      throw new Wrong(409, "", "%s isn't held".formatted(view.node()), "there is nothing to do");
    }
    ClusterControl control = control();
    return new Order(
        "rejoin" + (alone ? " --without-peer" : ""),
        "%s may own groups again. Nothing moves by that alone.".formatted(view.node()),
        by -> control.rejoin(alone));
  }

  private Order maintenance(Fields fields) throws Wrong {
    boolean on = fields.flag("on");
    ClusterControl control = control();
    return new Order(
        "maintenance " + (on ? "on" : "off"),
        on
            ? "Nothing moves by itself and services aren't checked, until it is off again: a"
                + " failure then lasts."
            : "Failures move groups again, and services are checked.",
        by -> control.maintenance(on));
  }

  private Order claim(Fields fields) throws Wrong {
    GroupId group = known(fields.group());
    ClusterControl control = control();
    return new Order(
        "claim %s --alone".formatted(group),
        "This node takes %s although it can't know whether another owns it. Only if you know that the peer is off: else both may answer, and data part ways."
            .formatted(group),
        by -> control.claimAlone(group));
  }

  private Order change(Fields fields) throws Wrong {
    ClusterChanges.Proposal proposal;
    try {
      proposal =
          ClusterChanges.Proposal.of(
              fields.text("file"), fields.settings("settings"), "", fields.optional("within"));
    } catch (IllegalArgumentException wrong) {
      throw new Wrong(400, "within", String.valueOf(wrong.getMessage()), "like 90s");
    }
    Map<String, String> settings = new TreeMap<>(proposal.settings());
    ClusterChanges changes = changes();
    return new Order(
        "change %s %s".formatted(proposal.file(), settings),
        "%s changes on all nodes at once: %s. Each node judges it first; if one refuses or doesn't answer, nothing changes. After %s it is taken back on all of them, unless you keep it."
            .formatted(proposal.file(), settings, Settings.words(proposal.within())),
        by -> changes.change(proposal.by(by)));
  }

  private Order changeKeep() throws Wrong {
    ClusterChanges changes = changes();
    String file = waiting(changes).file();
    return new Order(
        "change keep", "The change of %s stays, on all nodes.".formatted(file), changes::keep);
  }

  private Order changeBack() throws Wrong {
    ClusterChanges changes = changes();
    String file = waiting(changes).file();
    return new Order(
        "change back",
        "%s becomes again what it was before the change, on all nodes.".formatted(file),
        changes::takeBack);
  }

  private static ClusterChanges.Proposal waiting(ClusterChanges changes) throws Wrong {
    return changes
        .underWay()
        .map(ClusterChanges.View::proposal)
        .orElseThrow(
            () -> new Wrong(409, "", "no change waits to be kept", "it was kept or taken back"));
  }

  private Order mirrorNow(Fields fields) throws Wrong {
    Mirrors mirrors = mirrors();
    String rule = rule(mirrors, fields);
    return new Order(
        "mirror-now " + rule,
        "What changed under %s goes to the copy at once. A large first copy takes long; nothing stops meanwhile."
            .formatted(rule),
        by -> mirrors.mirrorNow(rule));
  }

  private Order mirrorAccept(Fields fields) throws Wrong {
    Mirrors mirrors = mirrors();
    String rule = rule(mirrors, fields);
    return new Order(
        "mirror-accept " + rule,
        "The alarm about changes of %s that were missing at the takeover ends. Nothing is changed; what the former owner has still goes into its quarantine if it comes back."
            .formatted(rule),
        by -> mirrors.accept(rule, by));
  }

  private static String rule(Mirrors mirrors, Fields fields) throws Wrong {
    String rule = fields.text("rule");
    List<String> rules = mirrors.rules().stream().map(Mirrors.RuleView::name).toList();
    if (!rules.contains(rule)) {
      throw new Wrong(
          404, "rule", "there is no rule '%s'".formatted(rule), "use one of %s".formatted(rules));
    }
    return rule;
  }

  private Order fenceTest(Fields fields) throws Wrong {
    String fence = fields.text("fence");
    List<String> fences =
        cluster().view().fences().stream().map(ClusterView.FenceView::name).toList();
    if (!fences.contains(fence)) {
      throw new Wrong(
          404,
          "fence",
          "there is no fence '%s'".formatted(fence),
          "use one of %s".formatted(fences));
    }
    ClusterControl control = control();
    return new Order(
        "fence-test " + fence,
        "The fencing device is asked how its node is. Nobody is switched off. It takes up to a"
            + " minute.",
        by -> control.testFence(fence));
  }

  private Order alarmTest(Fields fields) throws Wrong {
    String name = fields.text("receiver");
    List<AlarmReceiver> receivers = access.receivers();
    AlarmReceiver receiver =
        receivers.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new Wrong(
                        404,
                        "receiver",
                        "there is no alarm receiver '%s'".formatted(name),
                        "use one of %s"
                            .formatted(receivers.stream().map(AlarmReceiver::name).toList())));
    return new Order(
        "alarm-test " + name,
        "%s gets a message that says it is a test, at once and only once. It takes up to a minute."
            .formatted(name),
        by -> tested(receiver));
  }

  private static Outcome tested(AlarmReceiver receiver) {
    try {
      return receiver.test();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("the web server stops");
    }
  }

  private Order quarantined(String verb, Fields fields) throws Wrong {
    Mirrors mirrors = mirrors();
    Mirrors.Quarantined file = quarantined(mirrors, fields.text("id"));
    return verb.equals("restore")
        ? new Order(
            "quarantine restore " + file.id(),
            "%s as it was at %s takes its place again; what is there now goes to quarantine."
                .formatted(file.path(), file.modified()),
            by -> mirrors.restore(file.id(), by))
        : new Order(
            "quarantine discard " + file.id(),
            "%s as it was at %s is deleted for good.".formatted(file.path(), file.modified()),
            by -> mirrors.discard(file.id(), by));
  }

  static Mirrors.Quarantined quarantined(Mirrors mirrors, String id) throws Wrong {
    return mirrors.quarantine().stream()
        .filter(file -> file.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new Wrong(
                    404,
                    "id",
                    "nothing in quarantine has the id '%s'".formatted(id),
                    "see the list of what is"));
  }

  private GroupId known(GroupId group) throws Wrong {
    group(cluster().view(), group);
    return group;
  }

  private static ClusterView.GroupView group(ClusterView view, GroupId group) throws Wrong {
    return view.groups().stream()
        .filter(one -> one.group().equals(group))
        .findFirst()
        .orElseThrow(
            () ->
                new Wrong(
                    404,
                    "group",
                    "there is no group '%s'".formatted(group),
                    "use one of %s"
                        .formatted(
                            view.groups().stream().map(ClusterView.GroupView::group).toList())));
  }

  private static List<NodeId> nodes(ClusterView view) {
    List<NodeId> nodes = new java.util.ArrayList<>(List.of(view.node()));
    view.peers().forEach(peer -> nodes.add(peer.node()));
    return nodes;
  }

  private Cluster cluster() throws Wrong {
    return access.clusterNow().orElseThrow(Orders::noEngine);
  }

  private ClusterControl control() throws Wrong {
    return access.controlNow().orElseThrow(Orders::noEngine);
  }

  Mirrors mirrors() throws Wrong {
    return access
        .mirrorsNow()
        .orElseThrow(
            () ->
                new Wrong(
                    503,
                    "",
                    "nothing is mirrored here: the mirroring isn't there, or is being replaced",
                    "try again"));
  }

  private ClusterChanges changes() throws Wrong {
    return access
        .changesNow()
        .orElseThrow(
            () ->
                new Wrong(
                    503, "", "the settings bundle isn't there, or is being replaced", "try again"));
  }

  static Wrong noEngine() {
    return new Wrong(
        503,
        "",
        "the engine isn't there: it is being replaced, or its settings are refused",
        "try again, or see the problems");
  }
}
