package io.understudy.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The `nft` program, for setting up and never on the hot path. Scripts go to its standard input,
/// so that no secret is in a process list.
final class Nft {
  private static final int PATIENCE_S = 5;
  private static final int KILLED = 128 + 9;
  private static final Pattern NAME = Pattern.compile("(?m)^\\s*(chain|set) (\\S+) \\{");

  /// What a table has, or why that can't be told.
  record Table(List<String> chains, List<String> sets) {
    boolean exists() {
      return !chains.isEmpty() || !sets.isEmpty();
    }
  }

  private record Result(int status, String output) {}

  private final String program;

  /// @param program a path; empty: wherever it is
  Nft(String program) {
    this.program = program.isEmpty() ? search().orElse("nft") : program;
  }

  /// {@return why it failed; empty if it is done. All of the script is carried out, or nothing}
  Optional<String> run(String script) {
    return failure(run(script, "-f", "-"));
  }

  /// Like [#run] without any effect.
  Optional<String> check(String script) {
    return failure(run(script, "-c", "-f", "-"));
  }

  private Optional<String> failure(Result result) {
    if (result.status() == 0) {
      return Optional.empty();
    }
    // the kernel's words are in the first line; what follows quotes the script, secret included
    String line = result.output().strip().lines().findFirst().orElse("no reason given");
    return Optional.of(program + ": " + line);
  }

  /// {@return what the lease's table has; nothing if there is none}
  Table table() {
    Result result = run("", "-t", "list", "table", "netdev", "understudy");
    List<String> chains = names(result, "chain");
    return new Table(chains, names(result, "set"));
  }

  private static List<String> names(Result result, String kind) {
    return result.status() != 0
        ? List.of()
        : NAME.matcher(result.output())
            .results()
            .filter(match -> match.group(1).equals(kind))
            .map(match -> match.group(2))
            .toList();
  }

  private Result run(String input, String... arguments) {
    List<String> command = Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(127, "it can't be started; install the package nftables");
    }
    Thread guard = Thread.ofPlatform().daemon().name("nft's deadline").start(() -> end(process));
    try (var stdout = process.getInputStream()) {
      try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
        stdin.write(input);
      } catch (IOException endedWithoutReading) {
        // its exit code and output say why
      }
      String output = new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      return status == KILLED
          ? new Result(status, "wasn't done in %d s".formatted(PATIENCE_S))
          : new Result(status, output);
    } catch (IOException e) {
      return new Result(1, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return new Result(1, "interrupted");
    } finally {
      guard.interrupt();
    }
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException done) {
      // it ended by itself
    }
  }

  private static Optional<String> search() {
    return Stream.of("/usr/sbin/nft", "/sbin/nft", "/usr/local/sbin/nft")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }
}
