package io.understudy.mirroring.rsync;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A piece of what the two ends tell each other: one byte for the type, four for the run, four for
/// the length, the payload.
///
/// @param run number of what it belongs to, so that nothing late of one run gets into the next
record Frame(Type type, int run, byte[] payload) {
  static final int LONGEST = 64 * 1024;

  /// From this size on a piece is sent; one path more still fits.
  static final int PIECE = 32 * 1024;

  /// What a frame says. The order is the wire's: only add at the end, with a new version.
  enum Type {
    /// Both ways, first: who speaks which version.
    HELLO,
    /// Owner: names of the next run, or to be checked.
    ENTRIES,
    /// Owner: start rsync for these names. Standby answers VERDICTS, and starts it if any is taken.
    RUN,
    /// Standby: what becomes of each name.
    VERDICTS,
    /// Both ways: bytes between the two rsyncs.
    DATA,
    /// Both ways: rsync works on something long; it isn't stuck.
    BUSY,
    /// Owner: its rsync says nothing more.
    END,
    /// Owner: kill rsync.
    ABORT,
    /// Standby: rsync is gone; exit code and last words.
    ENDED,
    /// Owner: do these names look like this now? Standby answers VERDICTS.
    VERIFY,
    /// Owner: rename. Standby answers ANSWER.
    MOVE,
    /// Owner: what have you at and below this path? Standby tells LISTs, then ANSWER.
    EXTRAS,
    /// Standby: names that it has. Owner answers DROP.
    LIST,
    /// Owner: which of them to remove, one byte each.
    DROP,
    /// Owner: bring it to the disk as the rule says. Standby answers ANSWER.
    SYNC,
    /// Standby: empty if it was done, else why not.
    ANSWER
  }

  DataInputStream open() {
    return new DataInputStream(new ByteArrayInputStream(payload));
  }

  /// Writes a payload.
  @FunctionalInterface
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  static byte[] payload(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
