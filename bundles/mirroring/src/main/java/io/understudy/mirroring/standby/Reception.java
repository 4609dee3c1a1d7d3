package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.Problem;
import io.understudy.api.Term;
import io.understudy.api.files.Tree;
import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.mirroring.link.Accepter;
import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.link.Opening;
import io.understudy.mirroring.link.Refused;
import io.understudy.mirroring.rule.Share;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what owners mirror to this node, and nobody else.
public final class Reception implements Accepter.Handler, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Site site;
  private final InstantSource clock;
  private final Doors doors;
  private final Admission admission;
  private final Quarantine quarantine;
  private final Behind behind;
  private final Map<String, Receiving> current = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public Reception(Site site, InstantSource clock) {
    this.site = site;
    this.clock = clock;
    behind = new Behind(site.data(), clock);
    quarantine =
        new Quarantine(site.data(), site.trees(), site.shares(), site.ownership(), clock, _ -> {});
    admission = new Admission(site, quarantine);
    doors = new Doors(new AcceptedTerms(site.data()), site.ownership(), this::endGroup);
    Background.thread("mirroring quarantine").start(quarantine::load);
  }

  public Quarantine quarantine() {
    return quarantine;
  }

  /// {@return what owners say that isn't in the copies here}
  public Behind behind() {
    return behind;
  }

  /// {@return the connection by which a rule is received; empty if none is}
  public Optional<Incoming> incoming(String rule) {
    return Optional.ofNullable(current.get(dataOf(rule))).map(Receiving::view);
  }

  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(admission.problems());
    problems.addAll(quarantine.problems());
    return problems;
  }

  /// This node owns the group: when this returns nothing is written to its files any more, and
  /// nothing will be by owners of this term or before. Takes milliseconds, as the engine waits.
  public void own(GroupId group, Term term) {
    doors.own(group, term);
  }

  /// The cluster changed: ends what comes from somebody who isn't the owner any more.
  public void review() {
    doors.review();
  }

  /// Ends what is received of a group; the owner may come again.
  public void close(GroupId group, String why) {
    doors.close(group, why);
  }

  /// Ends the reception of rules that were changed or whose strategy goes, and waits until it has;
  /// the owner may come again.
  ///
  /// @return whether all has ended in time
  public boolean end(Predicate<Opening> which, String why) throws InterruptedException {
    List<Receiving> ending =
        current.values().stream()
            .filter(one -> one.opening().kind() == Opening.Kind.DATA)
            .filter(one -> which.test(one.opening()))
            .toList();
    ending.forEach(one -> one.end(why));
    boolean all = true;
    for (Receiving one : ending) {
      all &= one.awaitEnd(PATIENCE);
    }
    return all;
  }

  private void endGroup(GroupId group, String why) {
    current.values().stream()
        .filter(one -> one.opening().group().equals(group))
        .forEach(one -> one.end(why));
  }

  @Override
  public Accepter.Admitted admit(Opening opening, Connection connection)
      throws Refused, InterruptedException {
    if (closed) {
      throw new Refused("mirroring is being stopped on this node");
    }
    try {
      return switch (opening.kind()) {
        case DATA -> data(opening, connection);
        case NOTICES -> notices(opening, connection);
      };
    } catch (Refused refused) {
      LOG.info("{} of {} was refused: {}", opening.what(), opening.from(), refused.getMessage());
      throw refused;
    } catch (IOException e) {
      throw admission.refuse(
          opening.what(),
          "it can't be remembered who owns its group: " + e.getMessage(),
          "see to the disk of " + site.data());
    }
  }

  private Receiving data(Opening opening, Connection connection)
      throws IOException, InterruptedException {
    String rule = opening.rule();
    Share share =
        site.shares()
            .apply(rule)
            .filter(one -> one.group().equals(opening.group()))
            .orElseThrow(
                () ->
                    new Refused(
                        "%s has no rule %s of group %s"
                            .formatted(site.self(), rule, opening.group())));
    Gate.Pass pass = doors.pass(opening);
    MirrorStrategy strategy =
        site.strategies()
            .apply(opening.strategy())
            .orElseThrow(
                () ->
                    admission.refuse(
                        rule,
                        "this node has no strategy " + opening.strategy(),
                        "install its bundle, or choose another strategy"));
    Receiving receiving =
        takePlace(dataOf(rule), new Receiving(opening, connection, clock.instant()));
    try {
      Gate gate = doors.gate(opening.group());
      Tree tree = admission.tree(share, gate, pass);
      receiving.doing(new Copying(share, tree, strategy), () -> leave(dataOf(rule), receiving));
      admission.well(rule);
      return checked(receiving, gate, pass);
    } catch (IOException | InterruptedException | RuntimeException e) {
      leave(dataOf(rule), receiving);
      receiving.close();
      throw e;
    }
  }

  private Receiving notices(Opening opening, Connection connection)
      throws IOException, InterruptedException {
    Gate.Pass pass = doors.pass(opening);
    String key = opening.what();
    Receiving receiving = takePlace(key, new Receiving(opening, connection, clock.instant()));
    Predicate<String> known =
        rule ->
            site.shares()
                .apply(rule)
                .filter(one -> one.group().equals(opening.group()))
                .isPresent();
    receiving.doing(
        new Listening(opening, behind, known, this::complete), () -> leave(key, receiving));
    return checked(receiving, doors.gate(opening.group()), pass);
  }

  /// A gate that closed before the connection had its place didn't end it.
  private static Receiving checked(Receiving receiving, Gate gate, Gate.Pass pass)
      throws IOException {
    try {
      gate.check(pass);
      return receiving;
    } catch (IOException superseded) {
      receiving.close();
      throw new Refused(String.valueOf(superseded.getMessage()));
    }
  }

  /// One at a time: the newer replaces the older, when that has ended.
  private Receiving takePlace(String key, Receiving receiving)
      throws Refused, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Receiving older = current.putIfAbsent(key, receiving);
        older != null;
        older = current.putIfAbsent(key, receiving)) {
      older.end("a newer connection takes its place");
      if (!older.awaitEnd(Duration.ofNanos(end - System.nanoTime()))) {
        throw new Refused("the connection before this one hasn't ended yet; try again");
      }
    }
    return receiving;
  }

  private void leave(String key, Receiving receiving) {
    current.remove(key, receiving);
  }

  private static String dataOf(String rule) {
    return "rule " + rule;
  }

  private void complete(String rule) {
    LOG.info("rule {}: the copy was compared as a whole", rule);
    if (quarantine.count(rule) > 0) {
      Background.thread("quarantine of " + rule)
          .start(
              () -> {
                try {
                  quarantine.dropIdentical(rule);
                } catch (IOException e) {
                  LOG.warn("rule {}: the quarantine stays as it is: {}", rule, e.getMessage());
                }
              });
    }
  }

  /// Ends all that is received.
  @Override
  public void close() {
    closed = true;
    current.values().forEach(one -> one.end("mirroring is being stopped"));
  }
}
