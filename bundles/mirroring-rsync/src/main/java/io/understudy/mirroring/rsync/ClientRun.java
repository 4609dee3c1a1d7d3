package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Progress;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// One run of rsync at the owner, for the names of one batch.
final class ClientRun {
  private static final long MEBI = 1 << 20;
  private static final int REPORTS = 4096;

  /// What rsync says when some files couldn't be carried and all others were.
  private static final List<Integer> PARTLY = List.of(0, 23, 24);

  private final RsyncSettings settings;
  private final MirroredTree tree;
  private final Source source;
  private final Conversation conversation;
  private final Progress progress;

  ClientRun(
      RsyncSettings settings,
      MirroredTree tree,
      Source source,
      Conversation conversation,
      Progress progress) {
    this.settings = settings;
    this.tree = tree;
    this.source = source;
    this.conversation = conversation;
    this.progress = progress;
  }

  /// Carries a batch.
  ///
  /// @param always whether the names are known to have changed; else they are compared
  /// @return what failed, and why; all else is the same at the standby
  Map<RelativePath, String> run(Batch batch, boolean always, boolean contents)
      throws IOException, InterruptedException {
    List<Entry> entries = batch.entries();
    Commands.Mode mode =
        new Commands.Mode(always, contents, batch.sparse(), tree.sync() == MirroredTree.Sync.FILE);
    int run = conversation.next();
    Wire wire = conversation.wire();
    Entry.tell(entries, wire, run);
    wire.write(
        Frame.Type.RUN,
        run,
        Frame.payload(
            out -> {
              out.writeBoolean(mode.always());
              out.writeBoolean(mode.contents());
              out.writeBoolean(mode.sparse());
              out.writeBoolean(mode.durable());
            }));
    List<Verdict> verdicts = conversation.verdicts(entries.size());
    Map<RelativePath, String> failed = new LinkedHashMap<>();
    List<Entry> taken = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      switch (verdicts.get(i).kind()) {
        case TAKEN -> taken.add(entries.get(i));
        case DONE -> {}
        case REFUSED -> failed.put(entries.get(i).path(), verdicts.get(i).reason());
      }
    }
    if (!taken.isEmpty()) {
      carry(taken, mode, run, failed);
    }
    return failed;
  }

  private void carry(
      List<Entry> taken, Commands.Mode mode, int run, Map<RelativePath, String> failed)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = start(taken, mode);
    } catch (IOException missing) {
      conversation.wire().write(Frame.Type.ABORT, run, new byte[0]);
      conversation.expectEnd();
      taken.forEach(entry -> failed.put(entry.path(), missing.getMessage()));
      return;
    }
    BlockingQueue<String> reports = new LinkedBlockingQueue<>(REPORTS);
    try (Bridge bridge =
        new Bridge(
            process,
            conversation.wire(),
            conversation.inbox(),
            run,
            Opening.NONE,
            line -> put(reports, line))) {
      int exit = watch(bridge, reports, run, !mode.always());
      if (exit != 0) {
        bridge.end();
        blame(taken, exit, bridge.words(), failed);
      }
    } catch (InterruptedException interrupted) {
      conversation.wire().attempt(Frame.Type.ABORT, run);
      throw interrupted;
    }
  }

  private static void put(BlockingQueue<String> reports, String line) {
    try {
      reports.put(line);
    } catch (InterruptedException nobodyElseInterrupts) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(List<Entry> taken, Commands.Mode mode) throws IOException {
    if (!settings.installed()) {
      throw new IOException("there is no %s: apt install rsync".formatted(settings.program()));
    }
    Path scratch = Files.createDirectories(tree.scratch());
    Path names = scratch.resolve("rsync-names");
    Path top = scratch.resolve("rsync-top");
    List<byte[]> lines = new ArrayList<>();
    Set<RelativePath> tops = new LinkedHashSet<>();
    for (Entry entry : taken) {
      RelativePath path = entry.path();
      lines.add(path.isRoot() ? new byte[] {'.'} : path.bytes());
      if (!path.isRoot()) {
        tops.add(first(path));
      }
    }
    Patterns.write(names, lines, 0);
    Patterns.write(top, tops.stream().map(path -> Patterns.of(path, false)).toList(), 0);
    return new Commands(settings.program()).client(tree.tree().root(), names, top, mode);
  }

  /// {@return the entry of the root that it is or is below of}
  private static RelativePath first(RelativePath path) {
    byte[] bytes = path.bytes();
    int length = 0;
    while (length < bytes.length && bytes[length] != '/') {
      length++;
    }
    return RelativePath.of(Arrays.copyOf(bytes, length));
  }

  /// {@return the worse exit code of the two rsyncs}
  private int watch(Bridge bridge, BlockingQueue<String> reports, int run, boolean comparing)
      throws IOException, InterruptedException {
    boolean over = false;
    boolean told = false;
    while (!over || bridge.last().isEmpty()) {
      over = bridge.look();
      while (bridge.unpaced() >= MEBI) {
        bridge.breathe(progress);
        bridge.pace(MEBI);
      }
      report(bridge, reports, comparing);
      if (over && !told) {
        conversation.wire().write(Frame.Type.END, run, new byte[0]);
        told = true;
      }
    }
    report(bridge, reports, comparing);
    DataInputStream in = bridge.last().orElseThrow().open();
    int server = in.readInt();
    bridge.words().addAll(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    return PARTLY.contains(bridge.exit()) && server != 0 ? server : bridge.exit();
  }

  private void report(Bridge bridge, BlockingQueue<String> reports, boolean comparing)
      throws InterruptedException {
    for (String line = reports.poll(); line != null; line = reports.poll()) {
      Optional<Printed> printed = Printed.of(line);
      if (printed.isEmpty()) {
        continue;
      }
      if (comparing) {
        printed.get().difference().ifPresent(how -> progress.differs(printed.get().path(), how));
      }
      if (printed.get().sent()) {
        progress.read(printed.get().size());
        progress.file(printed.get().size());
        bridge.breathe(progress);
      }
    }
  }

  /// Finds out what failed: what rsync complained of, and what isn't the same now. When rsync gave
  /// up in the middle, or nobody is to blame, it is all.
  private void blame(List<Entry> taken, int exit, LastWords words, Map<RelativePath, String> failed)
      throws IOException, InterruptedException {
    String cause = "rsync ended with %d: %s".formatted(exit, words.cause());
    if (PARTLY.contains(exit)) {
      int before = failed.size();
      int run = conversation.next();
      List<Entry> now = new ArrayList<>();
      for (Entry entry : taken) {
        now.add(new Entry(entry.path(), facts(entry.path()), entry.quarry()));
      }
      Entry.tell(now, conversation.wire(), run);
      conversation.wire().write(Frame.Type.VERIFY, run, new byte[0]);
      List<Verdict> verdicts = conversation.verdicts(now.size());
      for (int i = 0; i < now.size(); i++) {
        RelativePath path = now.get(i).path();
        boolean same = verdicts.get(i).kind() == Verdict.Kind.TAKEN;
        boolean mentioned = !path.isRoot() && words.mention(Printed.text(path));
        if (!same || mentioned && !now.get(i).directory()) {
          failed.put(path, same ? cause : verdicts.get(i).reason() + "; " + cause);
        }
      }
      if (failed.size() > before) {
        return;
      }
    }
    taken.forEach(entry -> failed.put(entry.path(), cause));
  }

  private Optional<Facts> facts(RelativePath path) throws IOException {
    try {
      return source.find(path).map(Facts::of);
    } catch (FileFailure outside) {
      return Optional.empty();
    }
  }
}
