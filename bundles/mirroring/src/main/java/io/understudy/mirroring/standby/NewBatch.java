package io.understudy.mirroring.standby;

import io.understudy.api.Term;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/// A batch that is begun when there is something to put into it.
final class NewBatch implements AutoCloseable {
  private final Store store;
  private final Trees trees;
  private final InstantSource clock;
  private final Consumer<String> step;
  private final String rule;
  private final Term term;
  private final Tree tree;
  private Optional<Batch> batch = Optional.empty();
  private Optional<Putting> putting = Optional.empty();

  /// @param term in which this node owned the group
  /// @param tree where the files are
  NewBatch(
      Store store,
      Trees trees,
      InstantSource clock,
      Consumer<String> step,
      String rule,
      Term term,
      Tree tree) {
    this.store = store;
    this.trees = trees;
    this.clock = clock;
    this.step = step;
    this.rule = rule;
    this.term = term;
    this.tree = tree;
  }

  Putting putting() throws IOException {
    if (putting.isEmpty()) {
      step.accept("batch");
      Batch begun = Batch.create(store.of(rule), term, clock.instant());
      batch = Optional.of(begun);
      putting = Optional.of(new Putting(trees, tree, begun, step));
    }
    return putting.get();
  }

  void flush() throws IOException {
    if (putting.isPresent()) {
      putting.get().flush();
    }
  }

  /// {@return how many files were put into it}
  long done() {
    return putting.map(Putting::done).orElse(0L);
  }

  @Override
  public void close() throws IOException {
    if (putting.isPresent()) {
      putting.get().close();
    }
    if (batch.isPresent()) {
      batch.get().close();
    }
  }
}
