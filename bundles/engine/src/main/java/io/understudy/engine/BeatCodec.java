package io.understudy.engine;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Electorate;
import io.understudy.engine.decision.Tempo;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Beats as bytes. The first byte is the version of what a reader must understand, and the beat's
/// body and each group's section are preceded by their length: a newer program may append fields
/// without raising the version, and an older one passes over them.
///
/// Numbers are big-endian, text is UTF-8 after a 16-bit length, a list has a 16-bit count.
final class BeatCodec {
  static final int VERSION = 1;

  private static final int MOST_IN_A_LIST = 64;
  private static final int MOST_BYTES = 16 * 1024;

  private BeatCodec() {}

  /// A beat that can't be understood. The message says why.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  /// A beat, and what travels with it that the core knows nothing of: the end of its body.
  record Carried(Beat beat, ByteBuffer rider) {}

  static ByteBuffer encode(Beat beat) {
    return encode(beat, new byte[0]);
  }

  static ByteBuffer encode(Beat beat, byte[] rider) {
    try {
      ByteBuffer out = ByteBuffer.allocate(MOST_BYTES);
      out.put((byte) VERSION);
      int body = begin(out);
      writeBody(out, beat);
      out.put(rider);
      end(out, body);
      out.putShort((short) beat.sections().size());
      for (Beat.Section section : beat.sections()) {
        int start = begin(out);
        writeSection(out, section);
        end(out, start);
      }
      return ByteBuffer.wrap(Arrays.copyOf(out.array(), out.position()));
    } catch (BufferOverflowException e) {
      throw new IllegalStateException("a beat doesn't fit: " + beat, e);
    }
  }

  /// @throws Unreadable if it is of a newer version, or isn't a beat
  static Beat decode(ByteBuffer buffer) throws Unreadable {
    return read(buffer).beat();
  }

  /// @throws Unreadable if it is of a newer version, or isn't a beat
  static Carried read(ByteBuffer buffer) throws Unreadable {
    ByteBuffer in = buffer.duplicate();
    try {
      int version = in.get() & 0xff;
      if (version != VERSION) {
        throw new Unreadable(
            "it is in version %d, this program speaks %d: upgrade the older node first"
                .formatted(version, VERSION));
      }
      ByteBuffer body = block(in);
      Header header = readBody(body);
      List<Beat.Section> sections = new ArrayList<>();
      for (int left = count(in); left > 0; left--) {
        sections.add(readSection(block(in)));
      }
      return new Carried(header.with(sections), body);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new Unreadable("it is malformed: " + e);
    }
  }

  private static void writeBody(ByteBuffer out, Beat beat) {
    writeText(out, beat.from().name());
    writeText(out, beat.to().name());
    out.putLong(beat.incarnation());
    out.putLong(beat.named());
    out.putLong(beat.sequence());
    out.putLong(beat.stamp());
    out.putLong(beat.echo());
    writeTempo(out, beat.tempo());
    writeTempo(out, beat.regard());
    out.putLong(beat.age());
    out.putLong(beat.directAge());
    flags(
        out,
        beat.acquainted(),
        beat.majority(),
        beat.held(),
        beat.maintenance().on(),
        beat.unsure(),
        beat.scanning(),
        beat.setBack());
    out.putLong(beat.maintenance().version());
    writeDevices(out, beat.reached());
    writeDevices(out, beat.reflecting());
    writeDevices(out, beat.present());
    out.putLong(beat.stall());
  }

  /// What stands before the sections.
  private interface Header {
    Beat with(List<Beat.Section> sections);
  }

  private static Header readBody(ByteBuffer in) {
    NodeId from = new NodeId(readText(in));
    NodeId to = new NodeId(readText(in));
    long incarnation = in.getLong();
    long named = in.getLong();
    long sequence = in.getLong();
    long stamp = in.getLong();
    long echo = in.getLong();
    Tempo tempo = readTempo(in);
    Tempo regard = readTempo(in);
    long age = in.getLong();
    long directAge = in.getLong();
    int flags = in.getShort() & 0xffff;
    Beat.Maintenance maintenance = new Beat.Maintenance((flags & 8) != 0, in.getLong());
    Set<DeviceId> reached = readDevices(in);
    Set<DeviceId> reflecting = readDevices(in);
    Set<DeviceId> present = readDevices(in);
    long stall = in.getLong();
    return sections ->
        new Beat(
            from,
            to,
            incarnation,
            named,
            (flags & 1) != 0,
            sequence,
            stamp,
            echo,
            tempo,
            regard,
            age,
            directAge,
            (flags & 2) != 0,
            (flags & 4) != 0,
            (flags & 64) != 0,
            maintenance,
            (flags & 16) != 0,
            (flags & 32) != 0,
            reached,
            reflecting,
            present,
            stall,
            List.copyOf(sections));
  }

  private static void writeSection(ByteBuffer out, Beat.Section section) {
    writeText(out, section.group().name());
    out.put((byte) section.standing().ordinal());
    out.putLong(section.term().value());
    out.putLong(section.remaining());
    out.putLong(section.grant().term().value());
    out.putLong(section.grant().lease());
    out.putLong(section.grant().pause());
    out.putLong(section.want().value());
    out.putLong(section.released().value());
    writeText(out, section.successor().map(NodeId::name).orElse(""));
    flags(
        out,
        section.lastOwner(),
        section.asks(),
        section.unfit(),
        section.pause(),
        section.failed(),
        section.unstopped(),
        section.unowned());
    out.putShort((short) section.electorates().size());
    for (Electorate.Version version : section.electorates()) {
      writeVersion(out, version);
    }
    out.put((byte) (section.proposal().isPresent() ? 1 : 0));
    if (section.proposal().isPresent()) {
      Electorate proposal = section.proposal().get();
      writeVersion(out, proposal.version());
      out.putShort((short) proposal.weights().size());
      for (Map.Entry<DeviceId, Integer> weight : proposal.weights().entrySet()) {
        writeText(out, weight.getKey().name());
        out.put(weight.getValue().byteValue());
      }
    }
  }

  private static Beat.Section readSection(ByteBuffer in) {
    GroupId group = new GroupId(readText(in));
    int standing = in.get() & 0xff;
    if (standing >= Beat.Standing.values().length) {
      throw new IllegalArgumentException("standing " + standing);
    }
    Term term = new Term(in.getLong());
    long remaining = in.getLong();
    Beat.Grant grant = new Beat.Grant(new Term(in.getLong()), in.getLong(), in.getLong());
    Term want = new Term(in.getLong());
    Term released = new Term(in.getLong());
    String successor = readText(in);
    int flags = in.getShort() & 0xffff;
    List<Electorate.Version> versions = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      versions.add(readVersion(in));
    }
    return new Beat.Section(
        group,
        Beat.Standing.values()[standing],
        term,
        remaining,
        grant,
        want,
        released,
        successor.isEmpty() ? Optional.empty() : Optional.of(new NodeId(successor)),
        (flags & 1) != 0,
        (flags & 2) != 0,
        (flags & 4) != 0,
        (flags & 8) != 0,
        (flags & 16) != 0,
        (flags & 32) != 0,
        (flags & 64) != 0,
        List.copyOf(versions),
        in.get() != 0 ? Optional.of(readElectorate(in)) : Optional.empty());
  }

  private static Electorate readElectorate(ByteBuffer in) {
    Electorate.Version version = readVersion(in);
    Map<DeviceId, Integer> weights = new LinkedHashMap<>();
    for (int left = count(in); left > 0; left--) {
      weights.put(new DeviceId(readText(in)), in.get() & 0xff);
    }
    return new Electorate(version, weights);
  }

  private static void writeVersion(ByteBuffer out, Electorate.Version version) {
    out.putLong(version.number());
    writeText(out, version.by());
  }

  private static Electorate.Version readVersion(ByteBuffer in) {
    return new Electorate.Version(in.getLong(), readText(in));
  }

  private static void writeTempo(ByteBuffer out, Tempo tempo) {
    out.putLong(tempo.beat());
    out.putLong(tempo.burst());
    out.putLong(tempo.lease());
    out.putLong(tempo.verdict());
    out.putLong(tempo.pause());
    out.putLong(tempo.window());
  }

  private static Tempo readTempo(ByteBuffer in) {
    return new Tempo(
        in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  private static void writeDevices(ByteBuffer out, Set<DeviceId> devices) {
    out.putShort((short) devices.size());
    for (DeviceId device : devices) {
      writeText(out, device.name());
    }
  }

  private static Set<DeviceId> readDevices(ByteBuffer in) {
    DeviceId[] devices = new DeviceId[count(in)];
    for (int i = 0; i < devices.length; i++) {
      devices[i] = new DeviceId(readText(in));
    }
    return Set.of(devices);
  }

  private static void flags(ByteBuffer out, boolean... flags) {
    int bits = 0;
    for (int i = 0; i < flags.length; i++) {
      bits |= flags[i] ? 1 << i : 0;
    }
    out.putShort((short) bits);
  }

  private static int count(ByteBuffer in) {
    int count = in.getShort() & 0xffff;
    if (count > MOST_IN_A_LIST) {
      throw new IllegalArgumentException("a list of " + count);
    }
    return count;
  }

  private static void writeText(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putShort((short) bytes.length).put(bytes);
  }

  private static String readText(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// {@return where the block begins, for [#end]}
  private static int begin(ByteBuffer out) {
    out.putShort((short) 0);
    return out.position();
  }

  private static void end(ByteBuffer out, int begin) {
    out.putShort(begin - Short.BYTES, (short) (out.position() - begin));
  }

  /// Passes over the block, and {@return what is in it}
  private static ByteBuffer block(ByteBuffer in) {
    int length = in.getShort() & 0xffff;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer block = in.slice(in.position(), length);
    in.position(in.position() + length);
    return block;
  }
}
