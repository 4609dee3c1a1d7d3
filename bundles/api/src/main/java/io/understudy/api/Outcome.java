package io.understudy.api;

/// How an order ended. A time-out is [Unknown] and is never taken for success.
public sealed interface Outcome {
  /// It is done, or was done already.
  record Done() implements Outcome {}

  /// It certainly did not happen. The reason says what to do about it.
  record Failed(String reason) implements Outcome {}

  /// It may or may not have happened.
  record Unknown(String reason) implements Outcome {}

  Outcome DONE = new Done();
}
