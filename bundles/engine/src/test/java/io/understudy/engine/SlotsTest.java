package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotsTest {
  @TempDir Path home;

  private Path file() {
    return home.resolve("data/cluster.state");
  }

  private String read() throws IOException {
    Slots.Opened opened = Slots.open(file());
    opened.slots().close();
    return opened.newest().map(bytes -> new String(bytes, UTF_8)).orElse("nothing");
  }

  private void write(String... payloads) throws IOException {
    try (Slots slots = Slots.open(file()).slots()) {
      for (String payload : payloads) {
        slots.write(payload.getBytes(UTF_8));
      }
    }
  }

  @Test
  void aFreshFileSaysNothing() throws IOException {
    assertEquals("nothing", read());
  }

  @Test
  void theLastWriteIsRead() throws IOException {
    write("one");
    assertEquals("one", read());
    write("two", "three");
    assertEquals("three", read());
    write("four");
    assertEquals("four", read());
  }

  @Test
  void aTornWriteCostsOnlyItself() throws IOException {
    write("one", "two", "three");
    try (RandomAccessFile torn = new RandomAccessFile(file().toFile(), "rw")) {
      torn.seek(34); // "three" is in the first slot
      torn.write('X');
    }
    assertEquals("two", read());
    write("four");
    assertEquals("four", read());
  }

  @Test
  void aFileWithoutAReadableSlotIsCorrupt() throws IOException {
    write("one");
    try (RandomAccessFile torn = new RandomAccessFile(file().toFile(), "rw")) {
      torn.write(new byte[2 * Slots.SIZE]);
    }
    Slots.Corrupt corrupt = assertThrows(Slots.Corrupt.class, () -> Slots.open(file()));
    assertTrue(corrupt.getMessage().contains("cluster.state"), corrupt.getMessage());
  }

  @Test
  void aTruncatedFileIsCorrupt() throws IOException {
    write("one");
    Files.write(file(), new byte[100]);
    assertThrows(Slots.Corrupt.class, () -> Slots.open(file()));
  }

  @Test
  void writingNeedsNoSpaceBeyondTheFirstAllocation() throws IOException {
    write("one");
    long before = Files.size(file());
    write("two", "three", "x".repeat(1000));
    assertEquals(before, Files.size(file()));
    assertFalse(Files.exists(file().resolveSibling("cluster.state.new")));
  }

  @Test
  void whatDoesNotFitIsRefusedAndTheOldStays() throws IOException {
    write("one");
    assertThrows(IOException.class, () -> write("x".repeat(Slots.SIZE)));
    assertEquals("one", read());
  }
}
