package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// A lab in a JVM of its own, ended in every way there is.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class CleanUpTest {
  /// What runs in the other JVM.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      Lab lab = Lab.build(new Topology(2, 1, 1));
      Witness witness = lab.witness();
      Path log = lab.scratch().resolve("log");
      Scratch.onDisk("disk").fileSystem("own").ifPresent(CleanUpTest::fill);
      lab.node("a").launch(log, List.of("sleep", "600"));
      lab.faults().load(lab.node("b"), 1);
      lab.faults().isolated(lab.node("b"));
      System.out.println("built");
      if (arguments[0].equals("wait")) {
        Thread.sleep(Duration.ofMinutes(5));
      }
      witness.close();
      lab.close();
    }
  }

  private static void fill(Path folder) {
    try {
      Files.writeString(folder.resolve("file"), "there");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process start(String how) throws IOException {
    // Whoever runs the tests in the background of a script has SIGINT ignored, and so its children.
    return new ProcessBuilder(
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            how)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitBuilt(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    assertEquals("built", lines.readLine());
  }

  /// What there is on this machine that a lab might leave behind or take away. Things of other
  /// tests that run at the same time come and go: only names of the other JVM's, and what isn't
  /// made by a lab at all, are looked at.
  private static Set<String> inventory(long pid) throws IOException {
    Set<String> all = new TreeSet<>();
    list(Path.of("/run/netns")).forEach(all::add);
    for (Path folder : List.of(Path.of("/tmp"), Path.of("/var/tmp"))) {
      list(folder).filter(name -> Owner.in(name).isPresent()).forEach(all::add);
    }
    all.removeIf(
        name -> name.startsWith("us") && Owner.in(name).filter(o -> o.pid() == pid).isEmpty());
    Command.run("nft", "list", "tables").lines().forEach(all::add);
    Command.run("ip", "-o", "link")
        .lines()
        .map(line -> line.split(":")[1].strip())
        .forEach(all::add);
    Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .filter(mount -> !mount.contains("/netns/"))
        .filter(mount -> madeBy(pid, mount))
        .forEach(all::add);
    return all;
  }

  /// {@return whether it is on a path of that process's lab, or of none}
  private static boolean madeBy(long pid, String mount) {
    return Stream.of(mount.split("[/ ]"))
        .flatMap(name -> Owner.in(name).stream())
        .allMatch(owner -> owner.pid() == pid);
  }

  private static Stream<String> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (var entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).toList().stream();
    }
  }

  private static Set<Long> inside(long pid) throws IOException {
    return list(Path.of("/run/netns"))
        .filter(name -> Owner.in(name).filter(owner -> owner.pid() == pid).isPresent())
        .flatMap(
            name ->
                Command.attempt("ip", "netns", "pids", name).output().lines().map(Long::valueOf))
        .collect(Collectors.toSet());
  }

  private static void awaitEnd(Set<Long> processes) {
    Awaitility.await()
        .until(() -> processes.stream().noneMatch(pid -> Files.exists(Path.of("/proc/" + pid))));
  }

  private static void leavesNothing(String how, int signal) throws Exception {
    Set<String> before = inventory(0);
    Process process = start(how);
    awaitBuilt(process);
    Set<Long> processes = inside(process.pid());
    if (signal > 0) {
      assertTrue(processes.size() >= 2, "a sleeper and a busy one: " + processes);
      LinuxCalls.signal(process.pid(), signal);
    }
    assertTrue(process.waitFor(Duration.ofSeconds(20)));
    assertEquals(before, inventory(process.pid()));
    awaitEnd(processes);
  }

  @Test
  void aClosedLabLeavesNothing() throws Exception {
    leavesNothing("close", 0);
  }

  @Test
  void ctrlCLeavesNothing() throws Exception {
    leavesNothing("wait", 2);
  }

  @Test
  void aTerminatedLabLeavesNothing() throws Exception {
    leavesNothing("wait", 15);
  }

  @Test
  void theNextLabRemovesWhatAKilledOneLeft() throws Exception {
    Set<String> before = inventory(0);
    Process process = start("wait");
    awaitBuilt(process);
    Set<Long> processes = inside(process.pid());
    LinuxCalls.signal(process.pid(), LinuxCalls.SIGKILL);
    assertTrue(process.waitFor(Duration.ofSeconds(5)));
    Process next = start("close");
    awaitBuilt(next);
    assertEquals(before, inventory(process.pid()));
    awaitEnd(processes);
    assertTrue(next.waitFor(Duration.ofSeconds(20)));
  }
}
