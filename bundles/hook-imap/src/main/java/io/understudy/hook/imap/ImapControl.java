package io.understudy.hook.imap;

import io.understudy.api.Outcome;
import io.understudy.hook.kit.Control;
import io.understudy.hook.kit.GroupAddress;
import io.understudy.hook.kit.Health;
import io.understudy.hook.kit.ProcessControl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Dovecot in the foreground, with indexes that fit the mail, on the group's addresses.
final class ImapControl implements Control {
  private final ImapHookSettings settings;
  private final Place place;
  private final Health health;
  private final ProcessControl dovecot;
  private final Farewell farewell;

  ImapControl(ImapHookSettings settings, Place place, Health health, Path home) {
    this.settings = settings;
    this.place = place;
    this.health = health;
    this.dovecot =
        new ProcessControl(
            settings.hook().name(),
            List.of(settings.dovecot().toString(), "-F", "-c", place.config().toString()),
            home,
            "TERM",
            home);
    this.farewell =
        new Farewell(home.resolve("data/run/hook-%s.pid".formatted(settings.hook().name())));
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    if (dovecot.presence() instanceof Presence.Here) {
      return Outcome.DONE;
    }
    Optional<Outcome> obstacle = ready(patience);
    return obstacle.isPresent() ? obstacle.get() : dovecot.start(patience.dividedBy(2));
  }

  /// {@return what forbids the start; empty if nothing}
  private Optional<Outcome> ready(Duration patience) throws InterruptedException {
    if (dovecot.presence() instanceof Presence.Unclear) {
      // Sessions that have outlived their master still write; the indexes are theirs.
      Outcome ended = dovecot.stop(patience.dividedBy(4));
      if (!(ended instanceof Outcome.Done)) {
        return Optional.of(ended);
      }
    }
    try {
      place.prepare(settings);
      Place.makeRuntime(settings.runtime());
      place.indexes().settle();
    } catch (IOException e) {
      return failed("its directories can't be made: " + e);
    }
    for (GroupAddress one : settings.addresses()) {
      if (!one.await(patience.dividedBy(4))) {
        return failed(
            "the address %s isn't on this node; correct `addresses`, they are the group's"
                .formatted(one));
      }
    }
    return health
        .stranger()
        .map(stranger -> new Outcome.Failed(stranger.what() + "; " + stranger.remedy()));
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    if (dovecot.presence() instanceof Presence.Here) {
      farewell.say(patience.dividedBy(4));
    }
    return dovecot.stop(patience.dividedBy(2));
  }

  @Override
  public Presence presence() {
    return dovecot.presence();
  }

  @Override
  public String trace() {
    return "see log/%s.log of the node, and Dovecot's own log (`doveadm log find`)"
        .formatted(settings.hook().name());
  }

  private static Optional<Outcome> failed(String why) {
    return Optional.of(new Outcome.Failed(why));
  }
}
