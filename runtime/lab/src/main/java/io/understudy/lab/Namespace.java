package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace that this process made. It goes away, with every process in it, at [#close]
/// or when the JVM ends in an orderly way (SIGTERM and Ctrl-C too); what a killed JVM left behind
/// the next one removes.
public final class Namespace implements AutoCloseable {
  private static final Path FOLDER = Path.of("/run/netns");
  private static final Owner SELF = Owner.self();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String name;
  private final Runnable end;
  private boolean closed;

  private Namespace(String name) {
    this.name = name;
    this.end = () -> remove(this);
  }

  /// Makes a namespace with its loopback up.
  ///
  /// @param hint lower-case letters and digits; the name becomes `us-PID-BEGAN-NUMBERhint`
  /// @throws IllegalStateException with the reason, where namespaces can't be made
  public static Namespace create(String hint) {
    Obstacle.OF_NAMESPACES.ifPresent(
        reason -> {
          throw new IllegalStateException(reason);
        });
    Stale.sweep();
    Namespace made = new Namespace(SELF.name("", NUMBER.incrementAndGet() + hint));
    Ending.add(made.end);
    Command.run("ip", "netns", "add", made.name);
    made.run("ip", "link", "set", "lo", "up");
    return made;
  }

  /// {@return why no namespace can be made here; empty if all is well}
  public static Optional<String> obstacle() {
    return Obstacle.OF_NAMESPACES;
  }

  /// {@return whether namespaces can be made; for JUnit's `@EnabledIf`}
  public static boolean available() {
    return obstacle().isEmpty();
  }

  public String name() {
    return name;
  }

  /// Runs code on a new platform thread inside the namespace and waits for it. Sockets it opens,
  /// platform threads and processes it starts belong to the namespace; virtual threads don't.
  public <T> T call(Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    }
  }

  /// Starts a platform thread (a daemon) inside the namespace.
  public Thread start(Runnable body) {
    FutureTask<Void> entered =
        new FutureTask<>(
            () -> {
              LinuxCalls.enterNetwork(FOLDER.resolve(name).toString());
              return null;
            });
    Thread thread =
        Thread.ofPlatform()
            .name("in " + name)
            .daemon()
            .start(
                () -> {
                  entered.run();
                  if (entered.state() == FutureTask.State.SUCCESS) {
                    body.run();
                  }
                });
    try {
      entered.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("can't enter " + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while entering " + name, e);
    }
    return thread;
  }

  /// {@return a command line that runs `command` inside, with its own view of /sys}
  public List<String> inside(String... command) {
    return inside(List.of(command));
  }

  public List<String> inside(List<String> command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
    line.addAll(command);
    return line;
  }

  /// Runs a short command inside.
  ///
  /// @return what it printed
  /// @throws IllegalStateException if it fails or isn't done in 10 s
  public String run(String... command) {
    return Command.run(inside(command), "");
  }

  public Command.Result attempt(Duration patience, String... command) {
    return Command.attempt(inside(command), "", patience);
  }

  /// Loads nftables rules inside the namespace.
  public void nft(String rules) {
    Command.run(inside("nft", "-f", "-"), rules);
  }

  /// Starts a long-lived process inside, with ordinary priority and in a session of its own: a
  /// Ctrl-C at the terminal doesn't reach it.
  ///
  /// @param log where its output is appended
  public synchronized Process launch(Path log, List<String> command) throws IOException {
    if (closed) {
      throw new IOException(name + " is closed");
    }
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(Priority.ordinary());
    line.addAll(inside(command));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }

  /// {@return the pids of all processes that live in the namespace, however they got there}
  public List<Long> processes() {
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      String wanted = "net:[" + Files.getAttribute(FOLDER.resolve(name), "unix:ino") + "]";
      List<Long> found = new ArrayList<>();
      for (Path process : all) {
        if (wanted.equals(network(process))) {
          found.add(Long.valueOf(process.getFileName().toString()));
        }
      }
      return found;
    } catch (IOException gone) {
      return List.of();
    }
  }

  private static String network(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("ns/net")).toString();
    } catch (IOException ended) {
      return "";
    }
  }

  /// Sends a signal to every process inside, until a look finds none that hasn't had it.
  void signal(int signal) {
    Set<Long> done = new HashSet<>();
    for (List<Long> now = processes(); !done.containsAll(now); now = processes()) {
      now.stream().filter(done::add).forEach(pid -> LinuxCalls.signal(pid, signal));
    }
  }

  /// Kills every process in the namespace and removes it.
  @Override
  public void close() {
    if (Ending.take(end)) {
      end.run();
    }
  }

  /// Removes namespaces whose makers are dead, with the processes in them.
  ///
  /// @return their names
  public static List<String> sweep() {
    if (!Files.isDirectory(FOLDER)) {
      return List.of();
    }
    try (var names = Files.list(FOLDER)) {
      List<String> stale =
          names
              .map(path -> path.getFileName().toString())
              .filter(name -> Owner.in(name).filter(owner -> !owner.alive()).isPresent())
              .toList();
      stale.forEach(name -> remove(new Namespace(name)));
      return stale;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Namespace doomed) {
    synchronized (doomed) {
      doomed.closed = true;
    }
    for (int round = 0; round < 100 && !doomed.processes().isEmpty(); round++) {
      doomed.signal(LinuxCalls.SIGKILL);
      Pause.ofMillis(10);
    }
    Command.attempt("ip", "netns", "del", doomed.name);
  }

  @Override
  public String toString() {
    return name;
  }

  /// Found out once: making one is the only honest test.
  private static final class Obstacle {
    static final Optional<String> OF_NAMESPACES = find();

    private static Optional<String> find() {
      if (LinuxCalls.effectiveUser() != 0) {
        return Optional.of("network namespaces need root; run this as root");
      }
      String trial = SELF.name("", "trial");
      try {
        Command.run("ip", "netns", "add", trial);
      } catch (UncheckedIOException e) {
        return Optional.of("no `ip` command; install the package iproute2");
      } catch (IllegalStateException e) {
        return Optional.of(
            "network namespaces can't be made here (a container without CAP_SYS_ADMIN?): "
                + e.getMessage());
      }
      Command.attempt("ip", "netns", "del", trial);
      return Optional.empty();
    }
  }
}
