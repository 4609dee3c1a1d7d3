package io.understudy.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Entered from `bin/understudy` alone, with the command line as it was typed.
public final class Main {
  /// Exit codes of every command; `bin/understudy help` lists them.
  static final int OK = 0;

  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_RUNNING = 3;
  static final int UNKNOWN = 4;

  /// How long a running node may take to stand down before it is ended. An engine that is well
  /// needs some milliseconds, and whoever asked waits no longer than 2 s for all of it.
  private static final Duration STAND_DOWN_PATIENCE = Duration.ofSeconds(1);

  private Main() {}

  /// @param arguments `run`, `train`, `key`, `stand-down`, `fencing-setup` or any command of a
  ///     running node
  public static void main(String[] arguments) {
    System.exit(call(arguments));
  }

  private static int call(String[] arguments) {
    List<String> rest = new ArrayList<>(Arrays.asList(arguments));
    try {
      Path home = home(rest);
      return switch (rest.isEmpty() ? "help" : rest.getFirst()) {
        case "run" -> {
          none(rest, "run");
          yield new Node(Home.open(home)).run();
        }
        case "train" -> new Node(Home.open(home)).train();
        case "key" -> ClusterKey.create(rest.size() > 1 ? Path.of(rest.get(1)) : home);
        case "stand-down" -> {
          none(rest, "stand-down");
          yield new StandDown(home, STAND_DOWN_PATIENCE)
              .obey(Optional.ofNullable(System.getenv(StandDown.ORDER)), System.out);
        }
        case "fencing-setup" ->
            new FencingSetup(Home.open(home), FencingSetup.Options.of(rest), System.out)
                .run(System.in);
        case "fenced" -> new Client(home).ask(Oath.ask(rest, System.console()));
        default -> new Client(home).ask(rest);
      };
    } catch (UsageException wrong) {
      System.err.println("understudy: " + wrong.getMessage());
      return USAGE;
    } catch (IOException failed) {
      System.err.println("understudy: " + failed.getMessage());
      return FAILED;
    }
  }

  private static void none(List<String> rest, String command) throws UsageException {
    if (rest.size() > 1) {
      throw new UsageException(
          "%s takes no '%s'; try: understudy %s --home DIR"
              .formatted(command, rest.get(1), command));
    }
  }

  /// Takes `--home DIR` or `--home=DIR` out of the arguments, wherever it stands.
  static Path home(List<String> arguments) throws UsageException {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--home=")) {
        arguments.remove(i);
        return Path.of(argument.substring("--home=".length())).toAbsolutePath().normalize();
      }
      if (argument.equals("--home")) {
        if (i + 1 == arguments.size()) {
          throw new UsageException("--home needs a directory");
        }
        arguments.remove(i);
        return Path.of(arguments.remove(i)).toAbsolutePath().normalize();
      }
    }
    return Path.of(System.getProperty("understudy.home", "/var/lib/understudy"));
  }
}
