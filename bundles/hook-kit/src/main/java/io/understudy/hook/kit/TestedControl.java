package io.understudy.hook.kit;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A control that has its configuration tested. What was found broken is tested again before a
/// start, which then isn't tried; what was found good costs a start no time, and what fails
/// nevertheless is explained by a test.
///
/// @param test what it would start with
public record TestedControl(Control control, ConfigTest test) implements Control {
  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    if (test.broken().isPresent() && !(control.presence() instanceof Presence.Here)) {
      Optional<String> broken = test.now();
      if (broken.isPresent()) {
        return new Outcome.Failed("its configuration is broken: " + broken.get());
      }
    }
    return switch (control.start(patience)) {
      case Outcome.Failed(String reason) ->
          new Outcome.Failed(
              test.now()
                  .map(why -> reason + "; its configuration is broken: " + why)
                  .orElse(reason));
      case Outcome other -> other;
    };
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    return control.stop(patience);
  }

  @Override
  public Presence presence() throws InterruptedException {
    test.look();
    return control.presence();
  }

  @Override
  public List<Problem> problems(HookSettings settings) {
    return Stream.of(test.problems(settings), control.problems(settings))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String trace() {
    try {
      return test.now().map(why -> "its configuration is broken: " + why).orElseGet(control::trace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return control.trace();
    }
  }
}
