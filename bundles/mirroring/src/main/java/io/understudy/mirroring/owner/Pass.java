package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One pass: gives the strategy what is dirty, and takes what becomes of it.
final class Pass implements Feed, Progress {
  private static final Item SCRUB = new Item.Compare(RelativePath.ROOT, true);

  private final Backlog backlog;
  private final Totals totals;
  private final Meter meter;
  private final Supplier<Meter.Share> share;
  private final LongSupplier upTo;
  private final BooleanSupplier ending;
  private final BooleanSupplier hurried;
  private boolean scrubWaits;
  private boolean scrubbed;

  /// @param upTo a mark of the backlog: what came later waits for the next pass
  /// @param ending whether nothing more is to be begun
  /// @param hurried whether somebody waits for its end
  /// @param scrub whether all contents are to be compared, too
  Pass(
      Backlog backlog,
      Totals totals,
      Meter meter,
      Supplier<Meter.Share> share,
      LongSupplier upTo,
      BooleanSupplier ending,
      BooleanSupplier hurried,
      boolean scrub) {
    this.backlog = backlog;
    this.totals = totals;
    this.meter = meter;
    this.share = share;
    this.upTo = upTo;
    this.ending = ending;
    this.hurried = hurried;
    scrubWaits = scrub;
  }

  @Override
  public Optional<Item> next() {
    if (ending.getAsBoolean()) {
      return Optional.empty();
    }
    Optional<Item> next = backlog.take(upTo.getAsLong());
    if (next.isEmpty() && scrubWaits) {
      scrubWaits = false;
      next = Optional.of(SCRUB);
    }
    next.filter(item -> item instanceof Item.Compare && item.path().isRoot())
        .ifPresent(item -> totals.comparison(true, item.equals(SCRUB)));
    return next;
  }

  @Override
  public Duration rest(Runnable wake) {
    return backlog.rest(wake);
  }

  @Override
  public boolean hurried() {
    return hurried.getAsBoolean();
  }

  @Override
  public void done(Item item) {
    if (item instanceof Item.Compare && item.path().isRoot()) {
      totals.comparison(false, false);
    }
    if (item.equals(SCRUB)) {
      scrubbed = true;
    } else {
      backlog.done(item);
    }
  }

  @Override
  public void failed(Item item, String reason) {
    if (item instanceof Item.Compare && item.path().isRoot()) {
      totals.comparison(false, false);
    }
    if (!item.equals(SCRUB)) {
      backlog.failed(item, reason);
    }
  }

  /// {@return whether all contents were compared}
  boolean scrubbed() {
    return scrubbed;
  }

  @Override
  public void differs(RelativePath path, String how) {
    totals.differs(path, how);
  }

  @Override
  public void read(long bytes) {
    totals.read(bytes);
  }

  @Override
  public void file(long bytes) {
    totals.file();
  }

  @Override
  public void breathe() throws InterruptedException {
    meter.breathe(share);
  }
}
