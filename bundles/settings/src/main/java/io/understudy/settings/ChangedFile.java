package io.understudy.settings;

import io.understudy.api.Alike;
import io.understudy.api.CfgFiles;
import io.understudy.api.ClusterChanges;
import io.understudy.api.ClusterChanges.Proposal;
import io.understudy.api.NodeId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes a change of all nodes in this node's file, and takes it back.
final class ChangedFile implements Agreement.Hands {
  private static final String MODE = "rw-------";

  private final CfgEditor editor;
  private final CfgGate gate;
  private final Path record;
  private final InstantSource clock;
  private final Consumer<String> history;
  private NodeId self;
  private Set<NodeId> peers;
  private @Nullable Undo undo;

  /// Whether something couldn't be taken back: what is written down stays for the next start.
  private boolean stuck;

  /// @param record where to write down how to take it back
  /// @param history hears what happened, for people
  ChangedFile(
      CfgEditor editor,
      CfgGate gate,
      Path record,
      InstantSource clock,
      NodeId self,
      Set<NodeId> peers,
      Consumer<String> history) {
    this.editor = editor;
    this.gate = gate;
    this.record = record;
    this.clock = clock;
    this.self = self;
    this.peers = peers;
    this.history = history;
  }

  /// Goes on with what a former life of this node had written down.
  ///
  /// @return false if it had come no farther: the file is as it was before
  boolean resume(Undo found) throws IOException {
    undo = found;
    Optional<String> now = text(file(found));
    return !now.equals(found.before()) || now.equals(Optional.of(found.after()));
  }

  /// What is written down was judged before; after a start the bundle that takes it may not be
  /// there yet.
  private Path file(Undo made) {
    return editor.file(Names.of(new File(made.notice().proposal().file())));
  }

  private static Optional<String> text(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  /// The nodes of the cluster are these now.
  void among(NodeId node, Set<NodeId> others) {
    self = node;
    peers = others;
  }

  Set<NodeId> peers() {
    return peers;
  }

  @Override
  public Optional<String> objection(Proposal proposal) {
    try {
      editor.changed(names(proposal), proposal.settings());
      return Optional.empty();
    } catch (CfgFiles.Refused refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    } catch (IOException unreadable) {
      return Optional.of("%s can't be read: %s".formatted(proposal.file(), unreadable));
    }
  }

  private Names names(Proposal proposal) throws CfgFiles.Refused {
    String file = proposal.file();
    if (!file.matches("[A-Za-z0-9._~-]+\\.cfg")) {
      throw new CfgFiles.Refused(
          "'%s' names no file: use PID.cfg, or PID-NAME.cfg, like io.understudy.engine.cfg"
              .formatted(file));
    }
    Names names = Names.of(new File(file));
    Set<String> own =
        Alike.ownKeys(names.kind())
            .orElseThrow(
                () ->
                    new CfgFiles.Refused(
                        "%s belongs to each node by itself: edit it there".formatted(file)));
    if (proposal.settings().isEmpty()) {
      throw new CfgFiles.Refused("no setting is given: say KEY=VALUE");
    }
    String wrong =
        proposal.settings().keySet().stream().filter(own::contains).collect(Collectors.joining());
    if (!wrong.isEmpty()) {
      throw new CfgFiles.Refused(
          "%s: %s: it belongs to each node by itself; edit it there".formatted(file, wrong));
    }
    if (proposal.within().compareTo(ClusterChanges.WITHIN_LEAST) < 0
        || proposal.within().compareTo(ClusterChanges.WITHIN_MOST) > 0) {
      throw new CfgFiles.Refused(
          "%s is no time to wait: use %s to %s"
              .formatted(
                  proposal.within(), ClusterChanges.WITHIN_LEAST, ClusterChanges.WITHIN_MOST));
    }
    if (!editor.knows(names)) {
      throw new CfgFiles.Refused(
          "%s: nothing here takes these settings: correct the name, or install the bundle"
              .formatted(file));
    }
    return names;
  }

  @Override
  public void make(Notice as) throws IOException {
    try {
      Names names = names(as.proposal());
      Path file = editor.file(names);
      Optional<String> before = text(file);
      String after = editor.changed(names, as.proposal().settings());
      Files.createDirectories(record.toAbsolutePath().getParent());
      Undo made =
          new Undo(as, self, peers, clock.instant().plus(as.proposal().within()), before, after);
      save(made);
      write(made, file, after);
    } catch (CfgFiles.Refused refused) {
      throw new IOException(refused.getMessage(), refused);
    }
    tell(as, "is made: %s; it is taken back unless it is kept".formatted(said(as)));
  }

  private void write(Undo made, Path file, String after) throws IOException {
    try {
      editor.replace(file, after);
      gate.update(file.toFile());
    } catch (IOException failed) {
      restore(made);
      forget();
      throw failed;
    }
  }

  @Override
  public void keep(Notice as) {
    Undo made = undo;
    if (made != null) {
      try {
        save(made.at(as));
      } catch (IOException full) {
        history.accept("%s can't be written: %s".formatted(record, full));
      }
    }
  }

  @Override
  public void end(Notice as) {
    forget();
    tell(as, "is kept: " + said(as));
  }

  @Override
  public String takeBack(Notice as) {
    Undo made = undo;
    if (made == null) {
      return "";
    }
    String problem = restore(made);
    if (!stuck) {
      keep(as);
    }
    tell(
        as,
        problem.isEmpty()
            ? "is taken back: " + as.said()
            : "should be taken back (%s), but %s".formatted(as.said(), problem));
    return problem;
  }

  private String restore(Undo made) {
    stuck = false;
    try {
      Path file = file(made);
      Optional<String> now = text(file);
      if (now.equals(made.before())) {
        return "";
      }
      if (!now.equals(Optional.of(made.after()))) {
        return "%s was edited meanwhile, so it stays as it is".formatted(file.getFileName());
      }
      if (made.before().isPresent()) {
        editor.replace(file, made.before().get());
        gate.update(file.toFile());
      } else {
        WholeFile.delete(file);
        gate.uninstall(file.toFile());
      }
      return "";
    } catch (IOException failed) {
      stuck = true;
      return "it can't be: %s; %s says how it was, and the next start tries again"
          .formatted(failed.getMessage(), record);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private void save(Undo next) throws IOException {
    WholeFile.write(record, next.bytes(), MODE);
    undo = next;
  }

  @Override
  public void forget() {
    undo = null;
    if (stuck) {
      return;
    }
    try {
      WholeFile.delete(record);
    } catch (IOException failed) {
      history.accept("%s can't be deleted: %s".formatted(record, failed));
    }
  }

  private void tell(Notice as, String what) {
    history.accept(
        "the change of %s on all nodes, ordered by %s at %s, %s"
            .formatted(as.proposal().file(), as.proposal().by(), as.leader(), what));
  }

  private static String said(Notice as) {
    return as.proposal().settings().keySet().stream().sorted().collect(Collectors.joining(", "));
  }
}
