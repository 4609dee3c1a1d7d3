package io.understudy.engine;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Electorate;
import io.understudy.engine.decision.Tempo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Beats as bytes. The first byte is the version of what a reader must understand, and the beat's
/// body and each group's section are preceded by their length: a newer program may append fields
/// without raising the version, and an older one passes over them.
///
/// Numbers are big-endian, text is as [DataOutputStream#writeUTF] has it, a list has a 16-bit
/// count.
final class BeatCodec {
  static final int VERSION = 1;

  private static final int MOST_IN_A_LIST = 64;

  private BeatCodec() {}

  /// A beat that can't be understood. The message says why.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  static ByteBuffer encode(Beat beat) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(VERSION);
      block(out, body -> writeBody(body, beat));
      out.writeShort(beat.sections().size());
      for (Beat.Section section : beat.sections()) {
        block(out, body -> writeSection(body, section));
      }
      return ByteBuffer.wrap(bytes.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException("a beat doesn't fit: " + beat, e);
    }
  }

  /// @throws Unreadable if it is of a newer version, or isn't a beat
  static Beat decode(ByteBuffer buffer) throws Unreadable {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new Unreadable(
            "it is in version %d, this program speaks %d: upgrade the older node first"
                .formatted(version, VERSION));
      }
      Header header = readBody(block(in));
      List<Beat.Section> sections = new ArrayList<>();
      for (int left = count(in); left > 0; left--) {
        sections.add(readSection(block(in)));
      }
      return header.with(sections);
    } catch (IOException | IllegalArgumentException e) {
      throw new Unreadable("it is malformed: " + e);
    }
  }

  private static void writeBody(DataOutputStream out, Beat beat) throws IOException {
    out.writeUTF(beat.from().name());
    out.writeUTF(beat.to().name());
    out.writeLong(beat.incarnation());
    out.writeLong(beat.named());
    out.writeLong(beat.sequence());
    out.writeLong(beat.stamp());
    out.writeLong(beat.echo());
    writeTempo(out, beat.tempo());
    writeTempo(out, beat.regard());
    out.writeLong(beat.age());
    out.writeLong(beat.directAge());
    flags(
        out,
        beat.acquainted(),
        beat.majority(),
        beat.held(),
        beat.maintenance().on(),
        beat.unsure(),
        beat.scanning(),
        beat.setBack());
    out.writeLong(beat.maintenance().version());
    writeDevices(out, beat.reached());
    writeDevices(out, beat.reflecting());
    writeDevices(out, beat.present());
    out.writeLong(beat.stall());
  }

  /// What stands before the sections.
  private interface Header {
    Beat with(List<Beat.Section> sections);
  }

  private static Header readBody(DataInputStream in) throws IOException {
    NodeId from = new NodeId(in.readUTF());
    NodeId to = new NodeId(in.readUTF());
    long incarnation = in.readLong();
    long named = in.readLong();
    long sequence = in.readLong();
    long stamp = in.readLong();
    long echo = in.readLong();
    Tempo tempo = readTempo(in);
    Tempo regard = readTempo(in);
    long age = in.readLong();
    long directAge = in.readLong();
    int flags = in.readUnsignedShort();
    Beat.Maintenance maintenance = new Beat.Maintenance((flags & 8) != 0, in.readLong());
    Set<DeviceId> reached = readDevices(in);
    Set<DeviceId> reflecting = readDevices(in);
    Set<DeviceId> present = readDevices(in);
    long stall = in.readLong();
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

  private static void writeSection(DataOutputStream out, Beat.Section section) throws IOException {
    out.writeUTF(section.group().name());
    out.writeByte(section.standing().ordinal());
    out.writeLong(section.term().value());
    out.writeLong(section.remaining());
    out.writeLong(section.grant().term().value());
    out.writeLong(section.grant().lease());
    out.writeLong(section.grant().pause());
    out.writeLong(section.want().value());
    out.writeLong(section.released().value());
    out.writeUTF(section.successor().map(NodeId::name).orElse(""));
    flags(
        out,
        section.lastOwner(),
        section.asks(),
        section.unfit(),
        section.pause(),
        section.failed(),
        section.unstopped(),
        section.unowned());
    out.writeShort(section.electorates().size());
    for (Electorate.Version version : section.electorates()) {
      writeVersion(out, version);
    }
    out.writeBoolean(section.proposal().isPresent());
    if (section.proposal().isPresent()) {
      Electorate proposal = section.proposal().get();
      writeVersion(out, proposal.version());
      out.writeShort(proposal.weights().size());
      for (Map.Entry<DeviceId, Integer> weight : proposal.weights().entrySet()) {
        out.writeUTF(weight.getKey().name());
        out.writeByte(weight.getValue());
      }
    }
  }

  private static Beat.Section readSection(DataInputStream in) throws IOException {
    GroupId group = new GroupId(in.readUTF());
    int standing = in.readUnsignedByte();
    if (standing >= Beat.Standing.values().length) {
      throw new IllegalArgumentException("standing " + standing);
    }
    Term term = new Term(in.readLong());
    long remaining = in.readLong();
    Beat.Grant grant = new Beat.Grant(new Term(in.readLong()), in.readLong(), in.readLong());
    Term want = new Term(in.readLong());
    Term released = new Term(in.readLong());
    String successor = in.readUTF();
    int flags = in.readUnsignedShort();
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
        in.readBoolean() ? Optional.of(readElectorate(in)) : Optional.empty());
  }

  private static Electorate readElectorate(DataInputStream in) throws IOException {
    Electorate.Version version = readVersion(in);
    Map<DeviceId, Integer> weights = new LinkedHashMap<>();
    for (int left = count(in); left > 0; left--) {
      weights.put(new DeviceId(in.readUTF()), in.readUnsignedByte());
    }
    return new Electorate(version, weights);
  }

  private static void writeVersion(DataOutputStream out, Electorate.Version version)
      throws IOException {
    out.writeLong(version.number());
    out.writeUTF(version.by());
  }

  private static Electorate.Version readVersion(DataInputStream in) throws IOException {
    return new Electorate.Version(in.readLong(), in.readUTF());
  }

  private static void writeTempo(DataOutputStream out, Tempo tempo) throws IOException {
    out.writeLong(tempo.beat());
    out.writeLong(tempo.burst());
    out.writeLong(tempo.lease());
    out.writeLong(tempo.verdict());
    out.writeLong(tempo.pause());
    out.writeLong(tempo.window());
  }

  private static Tempo readTempo(DataInputStream in) throws IOException {
    return new Tempo(
        in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }

  private static void writeDevices(DataOutputStream out, Set<DeviceId> devices) throws IOException {
    out.writeShort(devices.size());
    for (DeviceId device : devices) {
      out.writeUTF(device.name());
    }
  }

  private static Set<DeviceId> readDevices(DataInputStream in) throws IOException {
    DeviceId[] devices = new DeviceId[count(in)];
    for (int i = 0; i < devices.length; i++) {
      devices[i] = new DeviceId(in.readUTF());
    }
    return Set.of(devices);
  }

  private static void flags(DataOutputStream out, boolean... flags) throws IOException {
    int bits = 0;
    for (int i = 0; i < flags.length; i++) {
      bits |= flags[i] ? 1 << i : 0;
    }
    out.writeShort(bits);
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    if (count > MOST_IN_A_LIST) {
      throw new IllegalArgumentException("a list of " + count);
    }
    return count;
  }

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private static void block(DataOutputStream out, Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    writer.write(new DataOutputStream(bytes));
    out.writeShort(bytes.size());
    bytes.writeTo(out);
  }

  private static DataInputStream block(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
