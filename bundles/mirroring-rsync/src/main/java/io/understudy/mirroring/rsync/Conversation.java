package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Channel;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The owner's questions, and the standby's answers within a time limit. Listens only while a pass
/// runs.
final class Conversation {
  private static final Duration SYNC = Duration.ofMinutes(10);

  private final Wire wire;
  private final String name;
  private Optional<Inbox> inbox = Optional.empty();
  private boolean greeted;
  private int run;
  private volatile int last = -1;

  Conversation(Channel channel) {
    this.wire = new Wire(channel);
    this.name = "rsync: " + channel;
  }

  /// Starts to listen; the first time, also makes sure that both ends speak the same.
  void begin() throws IOException, InterruptedException {
    inbox = Optional.of(new Inbox(name, wire, frame -> frame.run() == last));
    if (!greeted) {
      wire.write(Frame.Type.HELLO, next(), Wire.HELLO);
      if (!Arrays.equals(expect(Frame.Type.HELLO, Bridge.PATIENCE).payload(), Wire.HELLO)) {
        throw new IOException("the standby speaks another version of this strategy");
      }
      greeted = true;
    }
  }

  /// Brings all to the standby's disk, as the rule says.
  void sync() throws IOException, InterruptedException {
    wire.write(Frame.Type.SYNC, next(), new byte[0]);
    expect(Frame.Type.ANSWER, SYNC);
  }

  /// The same; what it answers is the last that is listened to.
  void end() throws IOException, InterruptedException {
    last = run + 1;
    sync();
  }

  Wire wire() {
    return wire;
  }

  Inbox inbox() {
    return inbox.orElseThrow();
  }

  int next() {
    return ++run;
  }

  Frame expect(Frame.Type type, Duration limit) throws IOException, InterruptedException {
    Frame frame = any(limit);
    if (frame.type() != type) {
      throw new IOException("the standby sent %s, not %s".formatted(frame.type(), type));
    }
    return frame;
  }

  /// {@return the next frame of this run}
  Frame any(Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      Optional<Frame> frame = inbox().poll(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      if (frame.isPresent() && frame.get().run() == run) {
        if (frame.get().type() != Frame.Type.BUSY) {
          return frame.get();
        }
        end = System.nanoTime() + limit.toNanos();
      }
    }
    throw new IOException("the standby says nothing for %d s".formatted(limit.toSeconds()));
  }

  /// {@return empty if it was done; else why not}
  String ask(Frame.Type type, Frame.Writer question) throws IOException, InterruptedException {
    wire.write(type, next(), Frame.payload(question));
    return expect(Frame.Type.ANSWER, Bridge.PATIENCE).text();
  }

  List<Verdict> verdicts(int count) throws IOException, InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    while (verdicts.size() < count) {
      verdicts.addAll(Verdict.read(expect(Frame.Type.VERDICTS, Bridge.PATIENCE)));
    }
    if (verdicts.size() > count) {
      throw new IOException("the standby judges more names than it was told");
    }
    return verdicts;
  }

  /// The standby removes what its source lacks.
  ///
  /// @return empty if all went; else why not
  String extras(Source source, RelativePath path, Dropped dropped)
      throws IOException, InterruptedException {
    wire.write(Frame.Type.EXTRAS, next(), Frame.payload(out -> Entry.writePath(out, path)));
    while (true) {
      Frame frame = any(Bridge.PATIENCE);
      if (frame.type() == Frame.Type.ANSWER) {
        return frame.text();
      } else if (frame.type() != Frame.Type.LIST) {
        throw new IOException("the standby sent %s, not LIST".formatted(frame.type()));
      }
      ByteArrayOutputStream drop = new ByteArrayOutputStream();
      DataInputStream in = frame.open();
      while (in.available() > 0) {
        RelativePath had = Entry.readPath(in);
        boolean lacks = had.startsWith(path) && source.lacks(had);
        drop.write(lacks ? 1 : 0);
        if (lacks) {
          dropped.dropped(had);
        }
      }
      wire.write(Frame.Type.DROP, run, drop.toByteArray());
    }
  }

  /// Hears what is removed.
  @FunctionalInterface
  interface Dropped {
    void dropped(RelativePath path);
  }

  /// Waits until the standby's rsync is gone.
  void expectEnd() throws IOException, InterruptedException {
    while (any(Bridge.PATIENCE).type() != Frame.Type.ENDED) {
      // Bytes that were on their way.
    }
  }

  void close() {
    inbox.ifPresent(Inbox::close);
  }
}
