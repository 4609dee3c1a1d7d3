package io.understudy.hook.samba;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Settings;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.Control;
import io.understudy.hook.kit.GroupAddress;
import io.understudy.hook.kit.Health;
import io.understudy.hook.kit.HookSettings;
import io.understudy.hook.kit.ProcessControl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// smbd, and nmbd where it is wanted, with the databases that belong to the group.
///
/// ```
/// start   configuration written -> copies restored -> address awaited -> nmbd, smbd
/// stop    nmbd, smbd -> what they left behind ended -> copies saved, for the last pass
/// ```
final class SambaControl implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(SambaControl.class);
  private static final Duration COPYING = Duration.ofSeconds(5);

  private final SambaHookSettings settings;
  private final Place place;
  private final TdbCopies copies;
  private final Health health;
  private final ProcessControl smbd;
  private final Optional<ProcessControl> nmbd;
  private final Stragglers stragglers;
  private volatile Optional<String> unsaved = Optional.empty();

  SambaControl(SambaHookSettings settings, Place place, Health health, Path home) {
    this.settings = settings;
    this.place = place;
    this.health = health;
    String name = settings.hook().name();
    copies = TdbCopies.of(home, name, place.live(), settings.copies());
    stragglers = new Stragglers(place.config());
    smbd = process(name, settings.smbd(), home);
    nmbd =
        settings.netbios()
            ? Optional.of(process(name + "-nmbd", settings.smbd().resolveSibling("nmbd"), home))
            : Optional.empty();
  }

  private ProcessControl process(String name, Path program, Path home) {
    List<String> words =
        List.of(
            program.toString(),
            "--foreground",
            "--no-process-group",
            "--configfile=" + place.config());
    return new ProcessControl(name, words, place.live(), "TERM", home);
  }

  /// Lays in place what others need too: testparm, the mirror rule, an administrator.
  void prepare() throws IOException {
    place.prepare(settings);
    copies.prepare();
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    if (presence() instanceof Presence.Here) {
      return Outcome.DONE;
    }
    if (!(smbd.presence() instanceof Presence.Here)) {
      Optional<Outcome> obstacle = ready(patience);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
    }
    if (nmbd.isPresent()) {
      Outcome named = nmbd.get().start(patience);
      if (!(named instanceof Outcome.Done)) {
        return named;
      }
    }
    return smbd.start(patience);
  }

  /// {@return what forbids the start; empty if nothing}
  private Optional<Outcome> ready(Duration patience) throws InterruptedException {
    try {
      prepare();
    } catch (IOException e) {
      return failed("its directories can't be made: %s".formatted(e));
    }
    List<Long> left = stragglers.end(patience.dividedBy(4));
    if (!left.isEmpty()) {
      return failed("processes %s of the last start can't be ended".formatted(left));
    }
    Optional<String> unrestored = copies.restore(least(COPYING, patience));
    if (unrestored.isPresent()) {
      return failed("its databases can't be taken from their copies: " + unrestored.get());
    }
    if (copies.none()) {
      identify();
    }
    for (String one : settings.addresses()) {
      if (!GroupAddress.of(one).await(patience.dividedBy(4))) {
        return failed(
            "the address %s isn't on this node; correct `addresses`, they are the group's"
                .formatted(one));
      }
    }
    return health
        .stranger()
        .map(stranger -> new Outcome.Failed(stranger.what() + "; " + stranger.remedy()));
  }

  /// Makes the server's identity and copies it before anybody sees it: a crash before the first
  /// pass of the mirror rule must not bring another one.
  private void identify() throws InterruptedException {
    Call.Answer made =
        Call.of(List.of("net", "-s", place.config().toString(), "getlocalsid")).run(COPYING);
    unsaved = copies.save(COPYING);
    LOG.info("{}: first start of all; its identity is made ({})", settings.hook().name(), made);
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    boolean ran = !(presence() instanceof Presence.Gone);
    if (nmbd.isPresent()) {
      Outcome named = nmbd.get().stop(patience.dividedBy(4));
      if (!(named instanceof Outcome.Done)) {
        return named;
      }
    }
    Outcome stopped = smbd.stop(patience.dividedBy(2));
    if (!(stopped instanceof Outcome.Done)) {
      return stopped;
    }
    List<Long> left = stragglers.end(patience.dividedBy(4));
    if (!left.isEmpty()) {
      return new Outcome.Unknown("processes %s of smbd don't end".formatted(left));
    }
    // On a standby the copies are another node's.
    if (ran) {
      unsaved = copies.save(least(COPYING, patience));
      unsaved.ifPresent(why -> LOG.warn("{}: {}", settings.hook().name(), why));
    }
    return Outcome.DONE;
  }

  @Override
  public Presence presence() {
    Presence file = smbd.presence();
    if (file instanceof Presence.Here && nmbd.isPresent()) {
      return switch (nmbd.get().presence()) {
        case Presence.Here here -> here;
        case Presence.Gone() -> new Presence.Unclear("nmbd doesn't run");
        case Presence.Failed(String reason) -> new Presence.Unclear("nmbd: " + reason);
        case Presence.Unclear(String reason) -> new Presence.Unclear("nmbd: " + reason);
      };
    }
    return file;
  }

  @Override
  public List<Problem> problems(HookSettings hook) {
    return unsaved.stream()
        .map(
            why ->
                hook.warning(
                    "its databases could not be copied to %s: %s".formatted(settings.copies(), why),
                    "make room and rights there; newer passwords would be lost in a takeover"))
        .toList();
  }

  @Override
  public String trace() {
    return "see "
        + place.log()
        + " and the .log beside it; patience is "
        + Settings.words(settings.hook().patience());
  }

  private static Optional<Outcome> failed(String why) {
    return Optional.of(new Outcome.Failed(why));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
