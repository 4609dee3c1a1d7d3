package io.understudy.mirroring.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What was sent and has to be answered.
final class Operation {
  /// What an answer leads to. Must not send anything: what is to be sent is queued.
  @FunctionalInterface
  interface Reaction {
    void answered(Reply reply) throws IOException;
  }

  final long id;
  final int bytes;
  private final Class<? extends Reply> expected;
  private final boolean awaited;
  private final Reaction reaction;
  private volatile @Nullable Reply reply;

  /// @param awaited whether something goes on when it is done
  Operation(
      long id, int bytes, Class<? extends Reply> expected, boolean awaited, Reaction reaction) {
    this.id = id;
    this.bytes = bytes;
    this.expected = expected;
    this.awaited = awaited;
    this.reaction = reaction;
  }

  void answer(Reply reply) throws Violation {
    if (!expected.isInstance(reply)) {
      throw new Violation("an answer of another kind than was asked for");
    }
    this.reply = reply;
  }

  /// {@return whether somebody has to react to the answer soon} What is simply done is noted when
  /// there is more to do anyway: else the pass would be woken for each small file.
  boolean urgent() {
    return awaited || !(reply instanceof Reply.Result result && result.done());
  }

  /// {@return the answer; null as long as there is none}
  @Nullable Reply reply() {
    return reply;
  }

  void react() throws IOException {
    Reply answered = reply;
    if (answered == null) {
      throw new IllegalStateException("operation %d wasn't answered".formatted(id));
    }
    reaction.answered(answered);
  }
}
