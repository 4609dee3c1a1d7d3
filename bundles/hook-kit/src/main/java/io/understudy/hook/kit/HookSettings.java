package io.understudy.hook.kit;

import io.understudy.api.GroupId;
import io.understudy.api.Problem;
import io.understudy.api.Settings;
import java.time.Duration;

/// What every hook's file says.
///
/// @param name by which a group lists it
/// @param runsOnStandby whether `standby = running`
/// @param patience for a start or a stop
public record HookSettings(String name, boolean runsOnStandby, Duration patience) {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(1);

  private enum Standby {
    STOPPED,
    RUNNING
  }

  /// @param example of a name
  /// @param otherwise patience where the file says nothing
  public static HookSettings of(Settings settings, String example, Duration otherwise) {
    return new HookSettings(
        settings.required("name", example, text -> new GroupId(text).name()),
        settings.choice("standby", Standby.STOPPED) == Standby.RUNNING,
        settings.duration("patience", otherwise, LEAST, MOST));
  }

  public Problem alarm(String what, String remedy) {
    return new Problem(Problem.Severity.ALARM, "service " + name, what, remedy);
  }

  public Problem warning(String what, String remedy) {
    return new Problem(Problem.Severity.WARNING, "service " + name, what, remedy);
  }
}
