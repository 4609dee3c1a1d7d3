package io.understudy.hook.http;

import io.understudy.api.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A systemd unit, by systemctl(1). While the main process that systemd named lives, nothing is
/// asked again: each systemctl costs some milliseconds.
final class UnitControl implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(UnitControl.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final String program;
  private final String unit;
  private volatile Optional<Incarnation> main = Optional.empty();

  /// @param exit -1 if it wasn't done in time
  private record Result(int exit, String output) {}

  UnitControl(String program, String unit) {
    this.program = program;
    this.unit = unit;
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    if (main.filter(Incarnation::alive).isPresent()) {
      return Outcome.DONE;
    }
    Result result = run(patience, "start", unit);
    return switch (result.exit) {
      case 0 -> {
        LOG.info("{}: started", unit);
        yield Outcome.DONE;
      }
      case -1 -> new Outcome.Unknown("systemctl start " + unit + " isn't done; " + trace());
      default ->
          new Outcome.Failed("systemctl start %s: %s; %s".formatted(unit, result.output, trace()));
    };
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    main = Optional.empty();
    if (presence() instanceof Presence.Gone) {
      return Outcome.DONE;
    }
    Result result = run(patience.multipliedBy(4).dividedBy(5), "stop", unit);
    if (result.exit != 0) {
      LOG.warn("{}: didn't stop ({}); killing it", unit, result.output);
      run(patience.dividedBy(10), "kill", "--signal=KILL", unit);
      run(patience.dividedBy(10), "stop", unit);
    }
    return switch (presence()) {
      case Presence.Gone() -> {
        LOG.info("{}: stopped", unit);
        yield Outcome.DONE;
      }
      case Presence.Here() -> new Outcome.Unknown(unit + " is still active; " + trace());
      case Presence.Unclear(String reason) -> new Outcome.Unknown(reason);
    };
  }

  @Override
  public Presence presence() throws InterruptedException {
    if (main.filter(Incarnation::alive).isPresent()) {
      return new Presence.Here();
    }
    Result result =
        run(
            ANSWER,
            "show",
            "--property=LoadState",
            "--property=ActiveState",
            "--property=MainPID",
            unit);
    if (result.exit != 0) {
      return new Presence.Unclear("systemctl show %s: %s".formatted(unit, result.output));
    }
    Map<String, String> shown = new HashMap<>();
    result
        .output
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> shown.put(pair[0], pair[1]));
    if ("not-found".equals(shown.get("LoadState"))) {
      return new Presence.Unclear("systemd knows no unit " + unit + "; correct `unit`");
    }
    String state = shown.getOrDefault("ActiveState", "unknown");
    return switch (state) {
      case "active", "reloading" -> {
        main = Incarnation.of(pid(shown.getOrDefault("MainPID", "0")));
        yield new Presence.Here();
      }
      case "inactive", "failed" -> new Presence.Gone();
      default -> new Presence.Unclear(unit + " is " + state);
    };
  }

  @Override
  public String trace() {
    return "see `journalctl -u " + unit + "`";
  }

  private static long pid(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  private Result run(Duration patience, String... words) throws InterruptedException {
    List<String> line = new ArrayList<>(List.of(program, "--no-ask-password"));
    line.addAll(List.of(words));
    Process process;
    try {
      process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
    } catch (IOException e) {
      return new Result(127, e.getMessage());
    }
    try {
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
        return new Result(-1, "no end within " + io.understudy.api.Settings.words(patience));
      }
      byte[] output = process.getInputStream().readNBytes(4096);
      return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    } catch (IOException e) {
      return new Result(127, e.getMessage());
    }
  }
}
