package io.understudy.lab.mirroring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What an IMAP server does to its maildirs, at a given rate whatever the machine does (an open
/// loop; the gaps between operations are random): a quarter each delivers a message (written to
/// `tmp`, fsync, renamed to `new`), moves the oldest new one to `cur`, flags the oldest there, and
/// deletes the oldest flagged one.
final class ImapLoad {
  private static final int WORKERS = 8;

  private final Path root;
  private final Corpus corpus;
  private final RandomGenerator random;
  private final List<String> users;
  private final List<Deque<Mail>> stages =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
  private int delivered;

  ImapLoad(Path root, Corpus corpus, long seed) {
    this.root = root;
    this.corpus = corpus;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (Mail mail : corpus.mails()) {
      int stage = Mail.NEW;
      while (!Files.exists(root.resolve(mail.path(stage)))) {
        stage++;
      }
      stages.get(stage).add(mail);
    }
    this.users = corpus.mails().stream().map(Mail::folder).distinct().toList();
  }

  List<String> users() {
    return users;
  }

  /// @param before called with each operation before it is done
  /// @param after called when it is done, by one of several threads
  /// @return all operations, each done
  List<Operation> run(
      int perSecond, Duration time, Consumer<Operation> before, Consumer<Operation> after) {
    List<Operation> all = new ArrayList<>();
    AtomicReference<IOException> broken = new AtomicReference<>();
    long now = System.nanoTime();
    long end = now + time.toNanos();
    double due = now;
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      while (due < end && broken.get() == null && !Thread.currentThread().isInterrupted()) {
        for (long left = (long) due - System.nanoTime();
            left > 0 && !Thread.currentThread().isInterrupted();
            left = (long) due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        Operation operation = next();
        all.add(operation);
        before.accept(operation);
        byte[] content = content(operation);
        workers.execute(
            () -> {
              try {
                perform(operation, content);
                operation.done(System.nanoTime());
                after.accept(operation);
                queue(operation);
              } catch (IOException e) {
                broken.compareAndSet(null, e);
              }
            });
        due += random.nextExponential() * 1e9 / perSecond;
      }
      workers.shutdown();
      if (!workers.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the disk is too slow for the load");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (broken.get() != null) {
      throw new IllegalStateException("the load broke", broken.get());
    }
    return all;
  }

  private Operation next() {
    int kind = random.nextInt(4);
    Mail mail = kind == 0 ? null : take(kind - 1);
    if (mail == null) {
      String user = users.get(random.nextInt(users.size()));
      mail = new Mail(user, "%d.M0P0.lab".formatted(1_800_000_000L + delivered++), mailSize());
      return new Operation(mail, Mail.NEW, new Edit.Written(mail.path(Mail.NEW)));
    }
    String from = mail.path(kind - 1);
    return new Operation(
        mail,
        kind,
        kind == Mail.DELETED ? new Edit.Removed(from) : new Edit.Renamed(from, mail.path(kind)));
  }

  private int mailSize() {
    return Corpus.mailSize(random);
  }

  private @org.jspecify.annotations.Nullable Mail take(int stage) {
    synchronized (stages) {
      return stages.get(stage).poll();
    }
  }

  private void queue(Operation operation) {
    if (operation.stage() < Mail.DELETED) {
      synchronized (stages) {
        stages.get(operation.stage()).add(operation.mail());
      }
    }
  }

  private byte[] content(Operation operation) {
    return operation.stage() == Mail.NEW
        ? corpus.content(operation.mail().size(), random.nextInt(1 << 20))
        : new byte[0];
  }

  private void perform(Operation operation, byte[] content) throws IOException {
    switch (operation.edit()) {
      case Edit.Written(String path) -> {
        Path draft = root.resolve(operation.mail().draft());
        try (FileChannel file =
            FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
            file.write(left);
          }
          file.force(true);
        }
        Files.move(draft, root.resolve(path), StandardCopyOption.ATOMIC_MOVE);
      }
      case Edit.Renamed(String from, String to) ->
          Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.ATOMIC_MOVE);
      case Edit.Removed(String path) -> Files.delete(root.resolve(path));
      case Edit.Patched patched -> throw new IllegalArgumentException("no mail is " + patched);
    }
  }
}
