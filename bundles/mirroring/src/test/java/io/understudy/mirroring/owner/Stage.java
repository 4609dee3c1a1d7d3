package io.understudy.mirroring.owner;

import static org.awaitility.Awaitility.await;

import io.understudy.api.Term;
import io.understudy.api.files.Change;
import io.understudy.api.files.Changes;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.linux.KernelChanges;
import io.understudy.linux.KernelTrees;
import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.RuleSettings;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.rule.UnmirroredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A source and a copy on a real file system, and one rule that is sent from one to the other.
final class Stage {
  static final Duration SOON = Duration.ofSeconds(20);

  final Path source;
  final Path copy;
  final Path home;
  final DummyRoute route = new DummyRoute();
  final Map<String, MirrorStrategy> strategies = new ConcurrentHashMap<>();
  final DummyStrategy strategy;
  final List<Change> heard = new CopyOnWriteArrayList<>();
  final List<String> told = new CopyOnWriteArrayList<>();
  final Map<String, String> settings = new HashMap<>();
  final Tools tools;
  final UnmirroredFile file;
  private Sending sending;

  Stage(Path folder) throws IOException {
    source = Files.createDirectory(folder.resolve("source"));
    copy = Files.createDirectory(folder.resolve("copy"));
    home = Files.createDirectory(folder.resolve("home"));
    strategy = new DummyStrategy("stream", copy);
    strategies.put("stream", strategy);
    settings.putAll(
        Map.of(
            "name", "mail", "group", "web", "path", source.toString(), "interval", "continuous"));
    Changes kernel = new KernelChanges();
    Changes changes =
        (root, gather, listener) ->
            kernel.watch(
                root,
                gather,
                told -> {
                  heard.addAll(told);
                  listener.changed(told);
                });
    tools =
        new Tools(
            home.resolve("data/mirroring"),
            new KernelTrees(),
            changes,
            name -> Optional.ofNullable(strategies.get(name)),
            InstantSource.system(),
            System::nanoTime,
            () -> 100,
            new Budget(),
            new Pressure(Path.of("/nonexistent")),
            (kind, text) -> told.add(text));
    file = new UnmirroredFile(home.resolve("data/mirroring/mail.unmirrored"));
    sending = make();
  }

  Rules.Known known() {
    Rule rule = RuleSettings.of(settings, home);
    return new Rules(List.of(rule), home).all().iterator().next();
  }

  private Sending make() throws IOException {
    Term term = new Term(3);
    Record record = Record.begin(file, term, tools.clock().instant());
    return new Sending(known(), term, record, route, true, tools);
  }

  Stage set(String key, String value) throws IOException {
    settings.put(key, value);
    sending = make();
    return this;
  }

  Sending start() {
    sending.start();
    return sending;
  }

  /// Waits until the sender believes that the copy is the same, and checks that it is.
  void inStep() {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> {
              if (sending.backlog().size() > 0 || !sending.backlog().compared()) {
                throw new AssertionError(
                    sending.backlog().view() + " " + sending.backlog().names(5));
              } else if (!files(source).equals(files(copy))) {
                throw new AssertionError(files(source) + " is not " + files(copy));
              }
            });
  }

  /// What comes or goes just now is an assertion's failure, so that who waits looks again.
  static Map<String, String> files(Path root) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path one : all.toList()) {
        String name = root.relativize(one).toString();
        found.put(name, Files.isDirectory(one) ? "/" : Files.readString(one));
      }
    } catch (UncheckedIOException | NoSuchFileException changing) {
      throw new AssertionError("it changes just now", changing);
    }
    return found;
  }

  void write(String name, String content) throws IOException {
    Files.writeString(source.resolve(name), content);
  }

  void close() throws InterruptedException {
    sending.stop();
    if (!sending.awaitEnd(Duration.ofSeconds(5))) {
      throw new AssertionError("sending doesn't end");
    }
  }
}
