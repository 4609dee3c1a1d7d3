package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.MirroredTree;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The standby's end: obeys the frames of an owner that it doesn't trust.
final class RsyncReceiver {
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final long BEAT = 5_000_000_000L;

  private final RsyncSettings settings;
  private final Wire wire;
  private final Channel channel;
  private final Copy copy;
  private final Renaming renaming;
  private final ServerRun server;
  private final List<Entry> told = new ArrayList<>();
  private int run;
  private long beaten = System.nanoTime();

  RsyncReceiver(RsyncSettings settings, MirroredTree copy, Channel channel) {
    this.settings = settings;
    this.channel = channel;
    this.wire = new Wire(channel);
    this.copy = new Copy(copy, this::beat);
    this.renaming = new Renaming(copy);
    this.server = new ServerRun(settings, copy, this.copy, wire);
  }

  /// What takes long says so, and can be interrupted.
  private void beat() throws IOException {
    Halted.check();
    long now = System.nanoTime();
    if (now - beaten > BEAT) {
      beaten = now;
      wire.write(Frame.Type.BUSY, run, new byte[0]);
    }
  }

  void serve() throws IOException, InterruptedException {
    copy.closeDrafts();
    Inbox inbox = new Inbox("rsync: " + channel, wire, _ -> false);
    try {
      while (true) {
        Optional<Frame> frame = inbox.poll(IDLE);
        if (frame.isPresent()) {
          obey(frame.get(), inbox);
        }
      }
    } catch (Inbox.Ended ended) {
      // The channel's end is the way in which this ends.
    } catch (EOFException cut) {
      throw new IOException("the other end sent a frame that ends too early", cut);
    } catch (Halted halted) {
      throw halted.interruption();
    } finally {
      inbox.close();
    }
  }

  private void obey(Frame frame, Inbox inbox) throws IOException, InterruptedException {
    run = frame.run();
    switch (frame.type()) {
      case HELLO -> {
        if (!Arrays.equals(frame.payload(), Wire.HELLO)) {
          throw new IOException("the other end speaks another version of this strategy");
        }
        wire.write(Frame.Type.HELLO, frame.run(), Wire.HELLO);
      }
      case ENTRIES -> {
        told.addAll(Entry.read(frame));
        if (told.size() > Entry.MOST) {
          throw new IOException("the other end told more than %d names".formatted(Entry.MOST));
        }
      }
      case RUN -> run(frame, inbox);
      case VERIFY -> verify(frame);
      case MOVE -> {
        DataInputStream in = frame.open();
        RelativePath from = Entry.readPath(in);
        answer(frame, renaming.move(from, Entry.readPath(in)));
      }
      case EXTRAS ->
          answer(
              frame, new Extras(copy, wire, inbox, frame.run()).tell(Entry.readPath(frame.open())));
      case SYNC -> {
        copy.guard();
        copy.sync();
        answer(frame, Optional.empty());
      }
      // Late words of a run that is over.
      case DATA, BUSY, END, ABORT -> {}
      case VERDICTS, ENDED, LIST, DROP, ANSWER ->
          throw new IOException("the other end sent %s, which it can't".formatted(frame.type()));
    }
  }

  private void answer(Frame frame, Optional<String> reason) throws IOException {
    wire.write(Frame.Type.ANSWER, frame.run(), reason.orElse("").getBytes(StandardCharsets.UTF_8));
  }

  private void run(Frame frame, Inbox inbox) throws IOException, InterruptedException {
    DataInputStream in = frame.open();
    Commands.Mode mode =
        new Commands.Mode(in.readBoolean(), in.readBoolean(), in.readBoolean(), in.readBoolean());
    List<Verdict> verdicts = new ArrayList<>();
    List<RelativePath> taken = new ArrayList<>();
    copy.guard();
    for (Entry entry : told) {
      beat();
      Verdict verdict =
          entry.facts().isPresent() && !settings.installed()
              ? Verdict.refused(
                  "the standby has no %s: apt install rsync".formatted(settings.program()))
              : copy.prepare(entry);
      verdicts.add(verdict);
      if (verdict.kind() == Verdict.Kind.TAKEN) {
        taken.add(entry.path());
      }
    }
    told.clear();
    Optional<String> unable = taken.isEmpty() ? Optional.empty() : server.prepare(taken);
    unable.ifPresent(
        reason ->
            verdicts.replaceAll(
                verdict ->
                    verdict.kind() == Verdict.Kind.TAKEN ? Verdict.refused(reason) : verdict));
    Verdict.tell(verdicts, wire, frame.run());
    if (!taken.isEmpty() && unable.isEmpty()) {
      server.run(mode, inbox, frame.run());
    }
  }

  private void verify(Frame frame) throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (Entry entry : told) {
      verdicts.add(copy.verify(entry));
    }
    told.clear();
    Verdict.tell(verdicts, wire, frame.run());
  }
}
