package io.understudy.engine;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A small state file that survives power loss and a full disk. It has two slots, allocated once,
/// that are written in turn and each carry a version, a sequence number and a checksum: a torn
/// write costs the write that was under way, never the one before it.
///
/// Not safe for use by more than one thread.
final class Slots implements AutoCloseable {
  /// Bytes of a slot, header included.
  static final int SIZE = 64 * 1024;

  private static final int HEADER = 32;
  private static final long MAGIC = 0x554e_4453_5441_5445L; // "UNDSTATE"
  private static final int VERSION = 1;

  private final FileChannel file;
  private final Path path;
  private long sequence;

  private Slots(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /// What a file says when it is opened.
  ///
  /// @param slots the opened file
  /// @param newest the last payload written; empty if none ever was
  record Opened(Slots slots, Optional<byte[]> newest) {}

  /// The file exists and neither slot can be read.
  static final class Corrupt extends IOException {
    private static final long serialVersionUID = 1L;

    Corrupt(Path path, String why) {
      super("state file %s: %s".formatted(path, why));
    }
  }

  /// Opens the file, allocating it where it is missing.
  ///
  /// @throws Corrupt if there is a file without a readable slot
  static Opened open(Path path) throws IOException {
    if (!Files.exists(path)) {
      allocate(path);
    }
    FileChannel file = FileChannel.open(path, READ, WRITE);
    try {
      if (file.size() != 2L * SIZE) {
        throw new Corrupt(path, "has %d bytes instead of %d".formatted(file.size(), 2 * SIZE));
      }
      Slots slots = new Slots(path, file);
      Optional<byte[]> newest = slots.newest();
      return new Opened(slots, newest);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static void allocate(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel file = FileChannel.open(fresh, CREATE_NEW, WRITE)) {
      Slots slots = new Slots(path, file);
      slots.put(0, new byte[0]);
      slots.put(1, new byte[0]);
      file.force(true);
    }
    try {
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(path + " is on a file system without atomic rename", e);
    }
    try (FileChannel directory = FileChannel.open(path.getParent(), READ)) {
      directory.force(true);
    }
  }

  /// Writes a payload and returns once it is on the disk.
  ///
  /// @param payload at most [#SIZE] minus 32 bytes
  void write(byte[] payload) throws IOException {
    put(sequence + 1, payload);
    file.force(false);
    sequence++;
  }

  private void put(long number, byte[] payload) throws IOException {
    if (payload.length > SIZE - HEADER) {
      throw new IOException(
          "state of %d bytes does not fit into %s".formatted(payload.length, path));
    }
    ByteBuffer slot = ByteBuffer.allocate(SIZE);
    slot.putLong(MAGIC).putInt(VERSION).putInt(payload.length).putLong(number);
    slot.putInt(checksum(number, payload)).putInt(0).put(payload);
    slot.position(0).limit(SIZE);
    long at = (number & 1) * SIZE;
    while (slot.hasRemaining()) {
      at += file.write(slot, at);
    }
  }

  private Optional<byte[]> newest() throws IOException {
    byte[] best = null;
    String why = "";
    for (int i = 0; i < 2; i++) {
      ByteBuffer slot = ByteBuffer.allocate(SIZE);
      while (slot.hasRemaining() && file.read(slot, (long) i * SIZE + slot.position()) >= 0) {}
      slot.flip();
      if (slot.remaining() < HEADER || slot.getLong() != MAGIC) {
        why = "is not a state file of Understudy";
        continue;
      }
      int version = slot.getInt();
      int length = slot.getInt();
      long number = slot.getLong();
      int sum = slot.getInt();
      if (version != VERSION) {
        throw new IOException(
            "state file %s has version %d; this program reads %d: start the newer program"
                .formatted(path, version, VERSION));
      }
      if (length < 0 || length > SIZE - HEADER) {
        why = "has a damaged header";
        continue;
      }
      byte[] payload = Arrays.copyOfRange(slot.array(), HEADER, HEADER + length);
      if (checksum(number, payload) != sum) {
        why = "has a wrong checksum";
        continue;
      }
      if (best == null || number > sequence) {
        best = payload;
        sequence = number;
      }
    }
    if (best == null) {
      throw new Corrupt(path, why);
    }
    return best.length == 0 ? Optional.empty() : Optional.of(best);
  }

  private static int checksum(long number, byte[] payload) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(12).putLong(number).putInt(payload.length).flip());
    sum.update(payload);
    return (int) sum.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
