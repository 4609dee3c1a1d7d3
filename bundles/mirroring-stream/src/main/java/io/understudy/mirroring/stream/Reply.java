package io.understudy.mirroring.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What the standby answers to an operation.
sealed interface Reply {
  /// {@return the number of the operation}
  long id();

  /// How an operation ended.
  enum Status {
    DONE,
    FAILED,
    /// It can't be done with what the copy has: its content is needed, or its base is another one.
    NEED
  }

  /// @param made directories that had to be made for it, itself included
  /// @param identity of the copy after a large file, else [Identity#NONE]
  record Result(long id, Status status, int made, String reason, Identity identity)
      implements Reply {
    private static final Status[] ALL = Status.values();

    boolean done() {
      return status == Status.DONE;
    }

    static Result read(FrameReader in) throws Violation {
      return new Result(in.i64(), ALL[in.one(ALL.length)], in.u16(), in.text(), Identity.read(in));
    }

    void write(FrameWriter out) throws IOException {
      out.begin(Frame.RESULT, 64 + Limits.TEXT).i64(id).u8(status.ordinal()).u16(made).text(reason);
      identity.write(out);
      out.end();
    }
  }

  /// @param entries numbers of those that differ
  /// @param how why, one for each
  record Differences(long id, int[] entries, Difference[] how) implements Reply {
    static Differences read(FrameReader in) throws Violation {
      long id = in.i64();
      int count = in.u16();
      if (count > Limits.ENTRIES) {
        throw new Violation("%d differences of %d entries".formatted(count, Limits.ENTRIES));
      }
      int[] entries = new int[count];
      Difference[] how = new Difference[count];
      for (int i = 0; i < count; i++) {
        entries[i] = in.u16();
        how[i] = Difference.read(in);
      }
      return new Differences(id, entries, how);
    }
  }

  /// @param names what the copy's directory has and the source's had not
  /// @param more whether there are others
  /// @param rounds 0, or into how many parts the listing has to be divided because it is too long
  record Extra(long id, List<byte[]> names, boolean more, int rounds) implements Reply {
    static Extra read(FrameReader in) throws Violation {
      long id = in.i64();
      boolean more = in.flag();
      int rounds = in.upTo(1 << 20);
      int count = in.u16();
      if (count > Limits.NAMES) {
        throw new Violation("%d names, more than %d".formatted(count, Limits.NAMES));
      }
      List<byte[]> names = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        names.add(in.string());
      }
      return new Extra(id, names, more, rounds);
    }
  }

  /// @param there whether the copy has a plain file
  record Hashed(long id, boolean there, Identity identity, long[] hashes) implements Reply {
    static Hashed read(FrameReader in) throws Violation {
      long id = in.i64();
      boolean there = in.flag();
      Identity identity = Identity.read(in);
      long[] hashes = new long[in.upTo(Limits.HASHES)];
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = in.i64();
      }
      return new Hashed(id, there, identity, hashes);
    }
  }
}
