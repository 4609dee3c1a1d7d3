package io.understudy.lab.mirroring;

/// One operation on a message, from its completion at the source to its sight at the copy.
final class Operation {
  private final Mail mail;
  private final int stage;
  private final Edit edit;
  private volatile long done;
  private volatile long seen;

  /// @param stage to which it brings the message
  Operation(Mail mail, int stage, Edit edit) {
    this.mail = mail;
    this.stage = stage;
    this.edit = edit;
  }

  Mail mail() {
    return mail;
  }

  int stage() {
    return stage;
  }

  Edit edit() {
    return edit;
  }

  void done(long at) {
    done = at;
  }

  boolean done() {
    return done != 0;
  }

  /// {@return when it was completed at the source, as [System#nanoTime]}
  long doneAt() {
    return done;
  }

  void seen(long at) {
    seen = at;
  }

  boolean seen() {
    return seen != 0;
  }

  long seenAt() {
    return seen;
  }

  /// {@return nanoseconds from its completion to its sight; a mirror may be faster than the return
  /// of the system call}
  long lag() {
    return Math.max(0, seen - done);
  }
}
