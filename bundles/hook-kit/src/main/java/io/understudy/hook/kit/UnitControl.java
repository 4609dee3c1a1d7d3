package io.understudy.hook.kit;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A systemd unit, by systemctl(1). While the main process that systemd named lives, nothing is
/// asked again: each systemctl costs some milliseconds.
public final class UnitControl implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(UnitControl.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final List<String> PROPERTIES =
      List.of(
          "LoadState",
          "LoadError",
          "ActiveState",
          "SubState",
          "Result",
          "MainPID",
          "UnitFileState");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_.@\\\\-]{1,255}");

  private final String program;
  private final String unit;
  private volatile Optional<Incarnation> main = Optional.empty();
  private volatile boolean enabled;

  /// @param program systemctl, or what stands for it in tests
  public UnitControl(String program, String unit) {
    this.program = program;
    this.unit = unit;
  }

  /// {@return the same, if it may be a unit's name}
  public static String name(String text) {
    if (!NAME.matcher(text).matches() || text.startsWith("-")) {
      throw new IllegalArgumentException("write a unit that `systemctl` knows: nginx.service");
    }
    return text;
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    if (main.filter(Incarnation::alive).isPresent()) {
      return Outcome.DONE;
    }
    return switch (systemctl(patience, "start", unit)) {
      case Call.Answer.Ended(int exit, String output) when exit == 0 -> {
        LOG.info("{}: started", unit);
        yield Outcome.DONE;
      }
      case Call.Answer.Ended(int exit, String output) -> {
        String more =
            switch (presence()) {
              case Presence.Failed(String reason) -> reason;
              case Presence.Unclear(String reason) -> reason;
              case Presence.Here() -> trace();
              case Presence.Gone() -> trace();
            };
        yield new Outcome.Failed(
            "systemctl start %s: %s; %s".formatted(unit, Tail.lines(output), more));
      }
      case Call.Answer.Killed(String reason) ->
          new Outcome.Unknown("start of " + unit + ": " + reason + "; " + trace());
      case Call.Answer.Unstartable(String reason) -> new Outcome.Failed(reason);
    };
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    main = Optional.empty();
    if (nothingRuns()) {
      return Outcome.DONE;
    }
    Call.Answer answer = systemctl(patience.multipliedBy(4).dividedBy(5), "stop", unit);
    if (!(answer instanceof Call.Answer.Ended(int exit, String _) && exit == 0)) {
      LOG.warn("{}: didn't stop ({}); killing it", unit, answer);
      systemctl(patience.dividedBy(10), "kill", "--signal=KILL", unit);
      systemctl(patience.dividedBy(10), "stop", unit);
    }
    if (nothingRuns()) {
      LOG.info("{}: stopped", unit);
      return Outcome.DONE;
    }
    return new Outcome.Unknown(
        presence() instanceof Presence.Unclear(String reason)
            ? reason
            : unit + " is still active; " + trace());
  }

  /// Makes a unit that failed one that is stopped.
  private boolean nothingRuns() throws InterruptedException {
    Map<String, String> shown = new HashMap<>();
    if (show(shown).isPresent()) {
      return false;
    }
    if (shown.get("ActiveState").equals("failed")) {
      systemctl(ANSWER, "reset-failed", unit);
      return true;
    }
    return shown.get("ActiveState").equals("inactive");
  }

  @Override
  public Presence presence() throws InterruptedException {
    Optional<Incarnation> known = main;
    if (known.filter(Incarnation::suspended).isPresent()) {
      return new Presence.Unclear(
          "%s: process %d is suspended (SIGSTOP)".formatted(unit, known.get().pid()));
    }
    if (known.filter(Incarnation::alive).isPresent()) {
      return new Presence.Here();
    }
    Map<String, String> shown = new HashMap<>();
    Optional<String> unanswered = show(shown);
    return unanswered.<Presence>map(Presence.Unclear::new).orElseGet(() -> judge(shown));
  }

  private Presence judge(Map<String, String> shown) {
    String state = shown.get("ActiveState");
    String sub = shown.get("SubState");
    return switch (state) {
      case "active", "reloading" -> {
        main = Incarnation.of(pid(shown.get("MainPID")));
        yield new Presence.Here();
      }
      case "failed" ->
          new Presence.Failed("%s failed (%s); %s".formatted(unit, shown.get("Result"), trace()));
      case "inactive" ->
          switch (shown.get("LoadState")) {
            case "loaded" -> new Presence.Gone();
            case "not-found" ->
                new Presence.Unclear(
                    "systemd knows no unit " + unit + "; correct `unit`, or install it");
            case "masked" ->
                new Presence.Unclear(
                    unit + " is masked; allow it: `systemctl unmask " + unit + "`");
            default ->
                new Presence.Unclear(
                    "%s can't be loaded (%s); see `systemctl status %s`"
                        .formatted(unit, shown.get("LoadError"), unit));
          };
      // auto-restart: systemd tries by itself; stopping ends that too
      default -> new Presence.Unclear("%s is %s (%s); %s".formatted(unit, state, sub, trace()));
    };
  }

  @Override
  public List<Problem> problems(HookSettings settings) {
    return enabled && !settings.runsOnStandby()
        ? List.of(
            settings.warning(
                unit + " is enabled in systemd: it starts by itself, on a standby too",
                "`systemctl disable %s`, or `standby = running`".formatted(unit)))
        : List.of();
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

  /// @param shown takes every property; those that systemd didn't tell are "unknown"
  /// @return why systemd didn't answer; empty if it did
  private Optional<String> show(Map<String, String> shown) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("show"));
    PROPERTIES.forEach(name -> words.add("--property=" + name));
    words.add(unit);
    Call.Answer answer = systemctl(ANSWER, words.toArray(String[]::new));
    if (!(answer instanceof Call.Answer.Ended(int exit, String output) && exit == 0)) {
      return Optional.of("systemctl show %s: %s".formatted(unit, answer));
    }
    PROPERTIES.forEach(name -> shown.put(name, "unknown"));
    output
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2 && shown.containsKey(pair[0]))
        .forEach(pair -> shown.put(pair[0], pair[1]));
    enabled = "enabled".equals(shown.get("UnitFileState"));
    return Optional.empty();
  }

  private Call.Answer systemctl(Duration limit, String... words) throws InterruptedException {
    List<String> line = new ArrayList<>(List.of(program, "--no-ask-password"));
    line.addAll(List.of(words));
    return Call.of(line).run(limit);
  }
}
