package io.understudy.systemtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Json;
import io.understudy.lab.Node;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import io.understudy.lab.mirroring.Comparison;
import io.understudy.lab.mirroring.MirroredFolder;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/// Two nodes and two groups: `web` has a web server and Samba, `z-mail` has Dovecot. Before each
/// test
/// the first node owns `web` and the second one `z-mail`; each is the other's standby.
@Tag("services")
abstract class PlayedWithServices extends PlayedWithMirrors {
  static final String PASSWORD = "secret";

  SmbService smb;
  ImapService imap;
  Node first;
  Node second;

  @BeforeAll
  @Override
  void open() {
    assumeTrue(SmbService.installed(), "samba or smbclient is not installed");
    assumeTrue(ImapService.installed(), "dovecot-imapd, curl or isync is not installed");
    stage = Stage.set(Topology.PAIR, Understudy::new);
    understudy = (Understudy) stage.contender();
    MirroredFolder.link(stage.lab(), understudy);
    rules();
    first = stage.lab().nodes().getFirst();
    second = stage.lab().nodes().getLast();
    stage.lab().nodes().forEach(stage.contender()::start);
    for (String group : List.of("web", ImapService.GROUP)) {
      soon("an owner of " + group, () -> owner(group).isPresent() || takes(group));
    }
    stage.calm();
    smb.setPassword(owner("web").orElseThrow(), PASSWORD);
  }

  @Override
  void rules() {
    smb = new SmbService(stage.lab(), understudy, folder("files"), folder("tdb"));
    imap = new ImapService(stage.lab(), understudy, folder("mail"));
  }

  /// New nodes with data of their own: where the first election was late, somebody has to say whose
  /// data count.
  private boolean takes(String group) {
    try {
      Command.Result order = understudy.order(first, "handover", group, first.name());
      return order.succeeded();
    } catch (IllegalStateException startsYet) {
      return false;
    }
  }

  Optional<Node> owner(String group) {
    List<Node> owners =
        stage.lab().nodes().stream()
            .filter(Node::powered)
            .filter(node -> owns(node, group))
            .toList();
    return owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty();
  }

  private boolean owns(Node node, String group) {
    return view(node, group).at("role").text().equals(Optional.of("owner"));
  }

  private Json view(Node node, String group) {
    return understudy.status(node).at("groups").list().stream()
        .filter(one -> one.at("name").text().equals(Optional.of(group)))
        .findAny()
        .orElse(new Json(null));
  }

  private boolean mayClaim(Node node, String group) {
    return view(node, group).at("mayClaim").text().filter(may -> may.startsWith("yes")).isPresent();
  }

  /// Waits until the group's standby would take it over.
  private void awaitStandby(String group) {
    soon(
        "a standby of " + group,
        () ->
            owner(group).map(stage.lab()::other).filter(node -> mayClaim(node, group)).isPresent());
  }

  /// A test that fails in the middle leaves a node without power.
  @AfterEach
  void allAreBack() {
    stage.lab().faults().healAll();
    stage.lab().nodes().stream()
        .filter(node -> ProcessHandle.of(understudy.process(node)).isEmpty())
        .forEach(stage.contender()::start);
  }

  @BeforeEach
  void arrange() {
    move("web", first);
    move(ImapService.GROUP, second);
    stage.calm();
    soon("both serve", () -> serves("web", first) && serves(ImapService.GROUP, second));
    awaitStandby("web");
    awaitStandby(ImapService.GROUP);
  }

  /// Orders it again where a machine that is too busy has moved it back.
  private void move(String group, Node to) {
    soon(
        to + " owns " + group,
        () -> {
          if (owner(group).equals(Optional.of(to))) {
            return true;
          }
          owner(group)
              .filter(from -> mayClaim(to, group))
              .ifPresent(from -> understudy.order(from, "handover", group, to.name()));
          return false;
        });
  }

  /// {@return whether all services of the group run there}
  boolean serves(String group, Node node) {
    Json view = view(node, group);
    return view.at("role").text().equals(Optional.of("owner"))
        && view.at("services").list().stream()
            .allMatch(service -> String.valueOf(service.value()).contains("running"));
  }

  /// Waits until both have the same mail; each node has its own of what the rule leaves out.
  void sameMail(Node from, Node to) {
    soon(
        "the same mail on " + to,
        () -> {
          try {
            return Comparison.of(
                    imap.spool().at(from),
                    imap.spool().at(to),
                    name -> name.startsWith(".understudy") || name.equals("tmp"))
                .identical();
          } catch (UncheckedIOException changing) {
            return false;
          }
        });
  }
}
