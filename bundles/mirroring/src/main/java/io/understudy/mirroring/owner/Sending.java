package io.understudy.mirroring.owner;

import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Selection;
import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.rule.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one rule to one standby, for as long as this node owns the group in one term: hears what
/// changes all the time, and makes passes when they are due and there is a connection.
///
/// When the connection is lost nothing is forgotten: what was on its way is dirty again, and what
/// changes meanwhile is heard of. So a new connection goes on where the old one ended, as long as
/// the process at the other end is the same: in this term nobody but this node writes to its copy.
/// After anything else all is compared once.
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration GRACE = Duration.ofSeconds(2);

  /// How often a flush tries what fails.
  private static final int HOPELESS = 5;

  private final Tools tools;
  private final Route route;
  private final Term term;
  private final Record record;
  private final Backlog backlog;
  private final Totals totals = new Totals();
  private final Meter meter;
  private final Thread passes;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Reports reports;
  private final Timetable timetable;
  private volatile Rules.Known known;
  private volatile boolean over;
  private volatile boolean contact;
  private volatile long settings;
  private volatile long ordered;
  private volatile long carriedOut;
  private volatile boolean passing;
  private volatile @Nullable Ear ear;
  private volatile Route.@Nullable Line line;
  private volatile @Nullable MirrorStrategy using;
  private volatile long sentBefore;
  private volatile boolean flushing;
  private @Nullable Long incarnation;
  private @Nullable Selection selection;
  private long orderedAt;

  /// Something wasn't heard since the last comparison.
  private boolean missed;

  Sending(Rules.Known known, Term term, Record record, Route route, boolean contact, Tools tools) {
    this.known = known;
    this.term = term;
    this.record = record;
    this.route = route;
    this.contact = contact;
    this.tools = tools;
    backlog =
        new Backlog(scope(known), tools.clock(), tools.nanos());
    backlog.compareAll(record.cleanUntil());
    meter = new Meter(tools.budget(), tools.pressure(), tools.nanos());
    reports = new Reports(known.rule().name(), route.to());
    timetable =
        new Timetable(known.rule().interval(), known.rule().scrub(), tools.clock().instant());
    passes =
        Thread.ofPlatform()
            .daemon()
            .name("mirror %s to %s".formatted(known.rule().name(), route.to()))
            .unstarted(this::run);
  }

  private static Scope scope(Rules.Known known) {
    return new Scope(known.share().selection(), known.movable());
  }

  void start() {
    passes.start();
  }

  Rules.Known known() {
    return known;
  }

  NodeId to() {
    return route.to();
  }

  Backlog backlog() {
    return backlog;
  }

  Totals totals() {
    return totals;
  }

  Record record() {
    return record;
  }

  Reports reports() {
    return reports;
  }

  Duration processor() {
    return meter.used();
  }

  long bytesSent() {
    Route.Line now = line;
    return sentBefore + (now == null ? 0 : now.bytesSent());
  }

  /// The rule was changed. Its path and group are the same.
  void change(Rules.Known changed) {
    Rules.Known before = known;
    known = changed;
    synchronized (timetable) {
      timetable.change(changed.rule().interval(), changed.rule().scrub());
    }
    again("the rule was changed");
    if (!before.share().selection().equals(changed.share().selection())) {
      backlog.adopt(scope(changed));
    }
  }

  /// The pass that runs ends, or is cancelled and repeated; then all begins anew, with what is dirty.
  void again(String why) {
    settings++;
    LOG.info("rule {}: {}", known.rule().name(), why);
    backlog.wake();
    Route.Line now = line;
    if (now != null) {
      Thread.ofVirtual().name("end of a pass").start(() -> endLater(now, why));
    }
  }

  /// A strategy that doesn't end its pass in time loses its channel.
  private void endLater(Route.Line old, String why) {
    try {
      long end = System.nanoTime() + GRACE.toNanos();
      while (line == old && old.isOpen() && System.nanoTime() < end) {
        Thread.sleep(Duration.ofMillis(10));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    old.cut(why);
  }

  /// A strategy appeared, or vanished; when this returns nobody uses one that vanished.
  void strategyChanged(MirrorStrategy strategy) throws InterruptedException {
    boolean used = using == strategy;
    if (used || using == null) {
      again("strategy %s came or went".formatted(strategy.name()));
    }
    long end = System.nanoTime() + GRACE.multipliedBy(2).toNanos();
    while (used && using == strategy && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  void contact(boolean now) {
    boolean before = contact;
    contact = now;
    if (now && !before) {
      Route.Line old = line;
      if (old != null) {
        // What it has sent meanwhile may wait for long in the kernel's timers.
        old.cut("contact was lost meanwhile");
      }
      backlog.wake();
    }
  }

  /// The clock was set back: what has changed since can't be told by times.
  void clockSetBack() {
    backlog.compareAll(record.cleanUntil());
  }

  private void run() {
    try {
      while (!over) {
        long before = settings;
        try {
          Rules.Known now = known;
          Optional<MirrorStrategy> strategy = tools.strategies().apply(now.share().strategy());
          if (!listening(now)) {
            pause(before, AGAIN.multipliedBy(2));
          } else if (strategy.isEmpty()) {
            reports.obstacle(
                "this node has no strategy " + now.share().strategy(),
                "install its bundle, or choose another strategy");
            pause(before, AGAIN);
          } else if (!contact) {
            reports.quiet("no contact");
            pause(before, AGAIN);
          } else {
            send(now, strategy.get(), before);
          }
        } catch (IOException e) {
          if (!over && before == settings) {
            reports.broken(String.valueOf(e.getMessage()));
            pause(before, AGAIN);
          }
        } catch (RuntimeException | LinkageError e) {
          LOG.error("rule {}: a pass ended in an error of the program", known.rule().name(), e);
          reports.broken("an error of the program: " + e);
          pause(before, AGAIN.multipliedBy(10));
        }
      }
    } catch (InterruptedException stopped) {
      LOG.debug("rule {}: sending is stopped", known.rule().name());
    } finally {
      Ear now = ear;
      if (now != null) {
        now.close();
      }
      ended.countDown();
    }
  }

  /// Contact that comes back ends it too.
  private void pause(long before, Duration limit) throws InterruptedException {
    boolean had = contact;
    backlog.await(limit, false, () -> over || settings != before || contact && !had);
  }

  /// {@return whether all changes are heard} After what wasn't heard all is compared.
  private boolean listening(Rules.Known now) {
    Ear old = ear;
    if (old != null && old.ended().isEmpty()) {
      return true;
    }
    if (old != null) {
      missed = true;
      old.close();
      ear = null;
      reports.told(
          "changes of %s aren't heard any more: %s"
              .formatted(now.share().root(), old.ended().orElse("")));
    }
    try {
      Ear fresh =
          new Ear(
              tools.changes(),
              now.share().root(),
              now.rule().interval().gather(),
              backlog::heard);
      ear = fresh;
      if (missed) {
        missed = false;
        backlog.compareAll(record.cleanUntil());
      }
      reports.hears(fresh.how());
      return true;
    } catch (IOException e) {
      reports.obstacle(
          String.valueOf(e.getMessage()),
          "see to it that %s is there and mounted".formatted(now.share().root()));
      return false;
    }
  }

  private void send(Rules.Known now, MirrorStrategy strategy, long generation)
      throws IOException, InterruptedException {
    Share share = now.share();
    if (selection != null && !selection.equals(share.selection())) {
      // A pass that was just ending may have compared by the old one.
      backlog.adopt(scope(now));
    }
    selection = share.selection();
    Files.createDirectories(share.scratch());
    reports.quiet("connecting");
    try (Route.Line fresh = route.data(share.name(), share.group(), term, share.strategy());
        Tree tree = tools.trees().open(share.root(), Trees.Mounts.STAY)) {
      line = fresh;
      using = strategy;
      fresh.limit(now.rule().bandwidth());
      if (incarnation == null || incarnation != fresh.incarnation()) {
        if (incarnation != null && !backlog.view().comparing()) {
          backlog.compareAll(tools.clock().instant());
        }
        incarnation = fresh.incarnation();
      }
      reports.well();
      MirroredTree source =
          new MirroredTree(
              share.name(),
              tree,
              share.selection(),
              share.deletions(),
              share.sync(),
              share.scratch());
      try (MirrorStrategy.Sender sender = strategy.sender(source, fresh)) {
        passes(now, sender, fresh, generation);
      }
    } finally {
      Route.Line last = line;
      line = null;
      using = null;
      sentBefore += last == null ? 0 : last.bytesSent();
      totals.comparison(false, false);
      backlog.returned();
    }
  }

  private void passes(
      Rules.Known now, MirrorStrategy.Sender sender, Route.Line channel, long generation)
      throws IOException, InterruptedException {
    boolean first = true;
    while (going(generation)) {
      if (!first || !backlog.view().comparing()) {
        awaitDue(channel, generation);
      }
      first = false;
      if (going(generation)) {
        pass(now.rule(), sender, generation);
      }
    }
  }

  /// {@return whether nothing has happened for which all has to begin anew}
  private boolean going(long generation) {
    Ear now = ear;
    return !over && settings == generation && now != null && now.ended().isEmpty();
  }

  private void awaitDue(Route.Line channel, long generation)
      throws IOException, InterruptedException {
    while (true) {
      boolean continuous;
      boolean due;
      synchronized (timetable) {
        Instant instant = tools.clock().instant();
        continuous = timetable.continuous();
        due = timetable.due(instant, ZoneId.systemDefault()) || timetable.scrubDue(instant);
      }
      if (!going(generation)
          || ordered != carriedOut
          || due
          || continuous && backlog.due()
          || reports.interrupted()) {
        return;
      } else if (!channel.isOpen()) {
        throw new IOException("the connection to %s is gone".formatted(route.to()));
      }
      backlog.await(
          LOOK, continuous, () -> !going(generation) || ordered != carriedOut);
    }
  }

  private void pass(Rule rule, MirrorStrategy.Sender sender, long generation)
      throws IOException, InterruptedException {
    long order = ordered;
    boolean scrub;
    boolean continuous;
    synchronized (timetable) {
      Instant instant = tools.clock().instant();
      continuous = timetable.continuous();
      scrub = timetable.scrubDue(instant);
      timetable.begins(instant, ZoneId.systemDefault());
      reports.behind(timetable.behind(), rule.interval());
    }
    boolean commands = !flushing; // what they would ask is stopped
    if (commands && !rule.before().isEmpty()) {
      Optional<String> failed = Order.run(rule.before(), rule);
      reports.before(failed);
      if (failed.isPresent()) {
        carriedOut = order;
        reports.finished();
        backlog.wake();
        return;
      }
    }
    if (!continuous || order != carriedOut) {
      backlog.hurry(order != carriedOut);
    }
    long mark = backlog.mark();
    Meter.Share share = new Meter.Share(rule.cpu(), tools.cpu().getAsInt(), rule.priority());
    Pass pass =
        new Pass(
            backlog,
            totals,
            meter,
            () -> share,
            () -> continuous ? upTo(order) : mark,
            () -> !going(generation),
            scrub);
    long began = tools.nanos().getAsLong();
    long waited = meter.waited();
    passing = true;
    try {
      meter.begin();
      sender.pass(pass, pass);
      if (going(generation)) {
        reports.finished();
      } else {
        reports.cancelled();
      }
    } finally {
      passing = false;
      meter.end(share);
      reports.stretched(meter.waited() - waited, tools.nanos().getAsLong() - began);
    }
    if (commands && !rule.after().isEmpty()) {
      reports.after(Order.run(rule.after(), rule));
    }
    Instant instant = tools.clock().instant();
    if (pass.scrubbed()) {
      synchronized (timetable) {
        timetable.scrubbed(instant);
      }
      scrubbed(rule);
    }
    totals.passed(instant);
    carriedOut = order;
    backlog.wake();
  }

  /// A pass of a continuous rule might go on for ever; one that is waited for ends.
  private long upTo(long order) {
    if (ordered == order) {
      orderedAt = 0;
      return Long.MAX_VALUE;
    }
    if (orderedAt == 0) {
      orderedAt = backlog.mark();
    }
    return orderedAt;
  }

  private void scrubbed(Rule rule) {
    Totals.Scrub found = totals.scrub();
    reports.scrubbed(found);
    if (found.count() > 0) {
      String text =
          "rule %s: %d files of the copy on %s differed and were mended: %s"
              .formatted(
                  rule.name(), found.count(), route.to(), String.join(", ", found.names()));
      LOG.warn(text);
      tools.tell().accept("scrub", text);
    }
  }

  /// Begins a pass now and waits for its end.
  Outcome mirrorNow(Duration limit) throws InterruptedException {
    long end = tools.nanos().getAsLong() + limit.toNanos();
    long mine;
    synchronized (this) {
      mine = ++ordered;
    }
    backlog.wake();
    while (carriedOut < mine) {
      long left = end - tools.nanos().getAsLong();
      if (over) {
        return new Outcome.Failed("this node doesn't send the rule any more");
      } else if (left <= 0) {
        return new Outcome.Unknown(
            "rule %s: no pass has ended within %s (%s)"
                .formatted(known.rule().name(), limit, reports.state(this)));
      } else if (line == null && !contact) {
        return new Outcome.Failed("there is no contact with " + route.to());
      }
      backlog.await(
          Duration.ofNanos(Math.min(left, LOOK.toNanos())), false, () -> over || carriedOut >= mine);
    }
    return reports
        .failedBefore()
        .<Outcome>map(Outcome.Failed::new)
        .orElseGet(
            () ->
                backlog
                    .view()
                    .failure()
                    .<Outcome>map(Outcome.Failed::new)
                    .orElse(Outcome.DONE));
  }

  /// The services are stopped: brings everything over, and says on the disk that all is clean.
  Outcome flush(Duration limit) throws InterruptedException {
    long end = tools.nanos().getAsLong() + limit.toNanos();
    Optional<Instant> until = catchUp(limit);
    if (until.isEmpty()) {
      backlog.compareAll(record.cleanUntil());
    }
    flushing = true;
    try {
      Outcome last = Outcome.DONE;
      for (int idle = 0; backlog.size() > 0 || last != Outcome.DONE; ) {
        long left = end - tools.nanos().getAsLong();
        int before = backlog.size();
        if (left <= 0 || over || idle == HOPELESS || !contact && line == null) {
          return new Outcome.Failed(
              "rule %s: %d changes aren't on %s (%s)"
                  .formatted(
                      known.rule().name(),
                      before,
                      route.to(),
                      backlog.view().failure().orElse(reports.state(this))));
        }
        last = mirrorNow(Duration.ofNanos(left));
        Backlog.View now = backlog.view();
        idle = now.size() == now.failures() && now.size() >= before ? idle + 1 : 0;
        last = now.size() == 0 ? Outcome.DONE : last;
      }
    } finally {
      flushing = false;
    }
    try {
      record.clean(until.orElse(record.cleanUntil()), tools.clock().instant());
    } catch (IOException e) {
      reports.unrecorded(e);
    }
    return Outcome.DONE;
  }

  private Optional<Instant> catchUp(Duration limit) throws InterruptedException {
    Ear now = ear;
    Duration patience = limit.dividedBy(2);
    if (now == null) {
      return Optional.empty();
    }
    try (Tree tree = tools.trees().open(known.share().root(), Trees.Mounts.STAY)) {
      return now.catchUp(tree, patience);
    } catch (IOException e) {
      LOG.warn(
          "rule {}: whether all changes were heard of isn't certain, so all is compared: {}",
          known.rule().name(),
          e.getMessage());
      return Optional.empty();
    }
  }

  boolean hasContact() {
    return contact;
  }

  boolean connected() {
    return line != null;
  }

  boolean passing() {
    return passing;
  }

  /// Ends; what isn't mirrored is on the disk when this returns.
  void stop() {
    over = true;
    Route.Line now = line;
    if (now != null) {
      now.cut("this node doesn't send any more");
    }
    backlog.wake();
    passes.interrupt();
    keep();
  }

  /// Waits until its threads have ended.
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Writes down what isn't mirrored, if it is time.
  void keep() {
    try {
      record.keep(backlog.facts(), tools.clock().instant());
      reports.recorded();
    } catch (IOException e) {
      reports.unrecorded(e);
    }
  }
}
