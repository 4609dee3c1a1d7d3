package io.understudy.lab.mirroring;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Sees in a copy's maildir when each operation's effect shows. Told by inotify; what that
/// misses (an overflow, a directory put in another's place) a look at the file itself finds within
/// two seconds.
final class Sightings implements AutoCloseable {
  private static final long LOOK = Duration.ofSeconds(2).toNanos();

  private final Path copy;
  private final Map<String, Mail> awaited = new ConcurrentHashMap<>();
  private final Inotify inotify = new Inotify();
  private final Thread thread;
  private volatile boolean closed;

  /// @param users whose maildirs are there already
  Sightings(Path copy, Iterable<String> users) {
    this.copy = copy;
    for (String user : users) {
      for (String part : new String[] {"/new", "/cur"}) {
        inotify.watch(copy.resolve(user + part));
      }
    }
    thread = Thread.ofPlatform().daemon().name("sightings").start(this::loop);
  }

  /// To be called before the operation itself.
  void await(Operation operation) {
    Mail mail = operation.mail();
    mail.begin(operation);
    awaited.put(mail.base(), mail);
  }

  int missing() {
    return awaited.size();
  }

  private void loop() {
    long next = System.nanoTime() + LOOK;
    while (!closed) {
      inotify.await(50, this::event);
      long now = System.nanoTime();
      if (now > next) {
        awaited.values().forEach(mail -> look(mail, now));
        next = System.nanoTime() + LOOK;
      }
    }
  }

  private void event(int mask, String name, long at) {
    int colon = name.indexOf(':');
    Mail mail = awaited.get(colon < 0 ? name : name.substring(0, colon));
    if (mail == null) {
      return;
    }
    int stage = Mail.stage(name);
    if ((mask & (Inotify.DELETE | Inotify.MOVED_FROM)) != 0) {
      if (mail.awaited(Mail.DELETED) && stage(mail) < 0) {
        seen(mail, Mail.DELETED, at);
      }
    } else if (whole(mail, stage)) {
      seen(mail, stage, at);
    }
  }

  private void seen(Mail mail, int stage, long at) {
    if (mail.seen(stage, at)) {
      awaited.remove(mail.base(), mail);
      if (mail.awaited()) {
        // One more was begun in between.
        awaited.put(mail.base(), mail);
      }
    }
  }

  private void look(Mail mail, long now) {
    int stage = stage(mail);
    if (stage >= 0) {
      seen(mail, stage, now);
    } else if (mail.awaited(Mail.DELETED) && mail.done()) {
      seen(mail, Mail.DELETED, now);
    }
  }

  /// {@return the latest stage that the copy shows; -1 if none}
  private int stage(Mail mail) {
    for (int stage = Mail.FLAGGED; stage >= Mail.NEW; stage--) {
      if (whole(mail, stage)) {
        return stage;
      }
    }
    return -1;
  }

  private boolean whole(Mail mail, int stage) {
    // File tells without an exception that nothing is there.
    return new File(copy.toFile(), mail.path(stage)).length() == mail.size();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inotify.close();
  }
}
