package io.understudy.api;

/// Somebody who is told of problems: a command, a webhook. Whiteboard.
public interface AlarmReceiver {
  /// {@return the name under which it is configured, unique on this node}
  String name();

  /// Sends a message that says it is a test, past the queue, and waits for the answer.
  Outcome test() throws InterruptedException;
}
