package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.look;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.MirrorStrategy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The other end says what can't be.
final class GarbageTest {
  private static final long SEED = Long.getLong("understudy.seed", 1);

  @TempDir Path directory;
  private Pair pair;

  /// Writes what an owner would say.
  @FunctionalInterface
  private interface Script {
    void write(FrameWriter out) throws IOException;
  }

  @BeforeEach
  void open() throws IOException {
    pair = new Pair(directory);
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private static Channel channel(byte[] in, OutputStream out) {
    InputStream bytes = new ByteArrayInputStream(in);
    return new Channel() {
      @Override
      public InputStream in() {
        return bytes;
      }

      @Override
      public OutputStream out() {
        return out;
      }
    };
  }

  private String receive(byte[] said) throws Exception {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try {
      new StreamStrategy()
          .receive(pair.mirrored(pair.to, pair.copyScratch), channel(said, answers));
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } finally {
      assertEquals(List.of(), left(), "nothing is left");
    }
  }

  private List<String> left() throws IOException {
    try (Stream<Path> copy = Files.walk(pair.copy);
        Stream<Path> scratch = Files.walk(pair.copyScratch)) {
      return Stream.concat(copy, scratch)
          .map(Path::toString)
          .filter(name -> name.contains(".understudy~") || name.contains("journal-"))
          .toList();
    }
  }

  private static byte[] said(Script script) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    FrameWriter out = new FrameWriter(said, Limits.FRAME);
    Greeting.write(out);
    script.write(out);
    out.flush();
    return said.toByteArray();
  }

  private void violates(Script script) throws Exception {
    String reason = receive(said(script));
    assertTrue(reason.contains("broke the protocol"), reason);
  }

  private static FileState file(long size) {
    return new FileState(Kind.FILE, 0600, 0, 0, 0, size, Instant.EPOCH, Instant.EPOCH, List.of());
  }

  private static FrameWriter path(FrameWriter out, String path) {
    return out.string(path.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void pathsOutsideEndTheChannel() throws Exception {
    for (String bad : new String[] {"../x", "a/../../x", "/etc/passwd", "a//b", ".", "a\0b"}) {
      violates(out -> path(out.begin(Frame.REMOVE, 100).i64(1), bad).end());
    }
    violates(out -> path(out.begin(Frame.REMOVE, 100).i64(1), "").end());
  }

  @Test
  void symbolicLinksInTheCopyLeadNowhere() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(pair.copy.resolve("link"), outside);
    Files.writeString(outside.resolve("victim"), "unharmed");
    pair.from.makeDirectory(Pair.path("link"));
    pair.write("link/victim", "overwritten");
    pair.good(look("link/victim"), look("link/other"));
    assertEquals("unharmed", Files.readString(outside.resolve("victim")));
    assertEquals("overwritten", Files.readString(pair.copy.resolve("link/victim")));
  }

  @Test
  void liesAboutSizesEndTheChannel() throws Exception {
    violates(
        out -> {
          path(out.begin(Frame.PUT, 200).i64(1), "a");
          file(5).write(out);
          out.u8(0).u32(4).u32(4).u32(0).end();
        });
    violates(
        out -> {
          path(out.begin(Frame.PUT, 200).i64(1), "a");
          file(Limits.WHOLE + 1).write(out);
          out.u8(0).u32(Limits.WHOLE + 1).u32(4).u32(0).end();
        });
    violates(
        out -> {
          path(out.begin(Frame.PUT, 200).i64(1), "a");
          file(5000).write(out);
          out.u8(1).u32(5000).u32(4).u32(0x12345678).end();
        });
    violates(
        out -> {
          path(out.begin(Frame.PUT, 200).i64(1), "a");
          file(-1).write(out);
          out.u8(0).u32(0).u32(0).end();
        });
    violates(out -> out.begin(Frame.PUT, 200).i64(1).u16(500).u8('a').end());
    violates(out -> path(out.begin(Frame.REMOVE, 200).i64(1), "a").u8(0).end());
  }

  private static void begin(FrameWriter out) throws IOException {
    path(out.begin(Frame.BEGIN, 200).i64(7), "large").u8(0).u8(0).i64(1 << 20);
    Identity.NONE.write(out);
    out.end();
  }

  @Test
  void absurdBlocksEndTheChannel() throws Exception {
    violates(
        out -> {
          begin(out);
          out.begin(Frame.BLOCKS, 200).i64(7).u16(0).u8(0).u32(0).end();
        });
    violates(
        out -> {
          begin(out);
          out.begin(Frame.BLOCKS, 200).i64(7).u16(1).i64(0).u32(1 << 30).u8(0).u32(0).end();
        });
    violates(
        out -> {
          begin(out);
          out.begin(Frame.BLOCKS, 200).i64(7).u16(1).i64(Long.MAX_VALUE).u32(1).u8(0).u32(0).end();
        });
    violates(
        out -> {
          begin(out);
          begin(out);
        });
    String reason = receive(said(GarbageTest::begin));
    assertEquals("", reason, "a channel that ends between frames just ends");
    assertTrue(Files.notExists(pair.copy.resolve("large")));
  }

  @Test
  void absurdFramesEndTheChannel() throws Exception {
    violates(out -> out.begin(Frame.RESULT, 100).i64(1).end());
    violates(out -> out.begin(Frame.SYNC, 100).u8(0).end());
    byte[] start = said(_ -> {});
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Limits.FRAME + 1}) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      said.writeBytes(start);
      said.write(Frame.PUT.ordinal());
      said.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
      assertTrue(receive(said.toByteArray()).contains("broke the protocol"));
    }
    assertTrue(receive(new byte[] {1, 2, 3}).contains("within a frame"));
    assertTrue(receive("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).length() > 0);
  }

  @Test
  void aNewerVersionIsRefusedInWords() throws Exception {
    byte[] said = said(_ -> {});
    said[said.length - 1]++;
    String reason = receive(said);
    assertTrue(reason.contains("has version 2, this node's has 1"), reason);
  }

  @Test
  void randomBytesNeverDoHarm() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    byte[] good =
        said(
            out -> {
              path(out.begin(Frame.PUT, 9000).i64(1), "a");
              file(5).write(out);
              out.u8(0).u32(5).u32(5).bytes(new byte[5], 0, 5).end();
              begin(out);
              out.begin(Frame.BLOCKS, 9000).i64(7).u16(2).i64(3).u32(1).i64(~9L).u32(2).u8(0);
              out.u32(4096).bytes(new byte[4096], 0, 4096).end();
              out.begin(Frame.END, 200).i64(7).u8(0);
              file(20000).write(out);
              out.end();
              path(out.begin(Frame.LIST, 200).i64(9), "").u8(5).u16(1);
              out.u8(1).u8('b').u8(Listing.SKIP).end();
              path(out.begin(Frame.EXTRAS, 200).i64(10), "").u32(1).u32(0).end();
              path(path(out.begin(Frame.LINK, 200).i64(11), "c"), "a")
                  .i64(5)
                  .time(Instant.EPOCH)
                  .end();
              path(out.begin(Frame.HASHES, 200).i64(12), "large").i64(0).u32(100).end();
              out.begin(Frame.SYNC, 200).i64(13).end();
            });
    assertEquals("", receive(good));
    assertTrue(Files.exists(pair.copy.resolve("large")) && Files.exists(pair.copy.resolve("c")));
    for (int i = 0; i < 3000; i++) {
      byte[] bad = good.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        int at = random.nextInt(bad.length);
        bad[random.nextBoolean() ? at : random.nextInt(120)] = (byte) random.nextInt(256);
      }
      receive(bad); // anything but an unchecked exception
    }
    try (Stream<Path> all = Files.list(directory)) {
      assertEquals(4, all.count());
    }
  }

  private String send(byte[] answers) throws Exception {
    MirrorStrategy.Sender sender =
        new StreamStrategy()
            .sender(
                pair.mirrored(pair.from, pair.sourceScratch),
                channel(answers, OutputStream.nullOutputStream()));
    List<Item> items = new ArrayList<>(List.of(look("a"), Pair.compare(""), look("b")));
    try (sender) {
      Heard heard = new Heard();
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  sender.pass(
                      () -> Optional.ofNullable(items.isEmpty() ? null : items.removeFirst()),
                      heard));
      assertEquals(List.of(), heard.done, "nothing is done that nobody confirmed");
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aStandbyThatAnswersNonsenseEndsThePass() throws Exception {
    pair.write("a", "content");
    assertTrue(send(new byte[0]).contains("closed"));
    assertTrue(
        send(said(out -> new Reply.Result(99, Reply.Status.DONE, 0, "", Identity.NONE).write(out)))
            .contains("what wasn't asked"));
    assertTrue(
        send(said(out -> out.begin(Frame.EXTRA, 99).i64(1).u8(0).u32(0).u16(0).end()))
            .contains("another kind"));
    assertTrue(
        send(said(out -> out.begin(Frame.RECEIVED, 99).u32(Integer.MAX_VALUE).end()))
            .contains("more than was sent"));
    assertTrue(
        send(said(out -> out.begin(Frame.REFUSED, 99).text("no longer yours").end()))
            .contains("no longer yours"));
    byte[] newer = said(_ -> {});
    newer[newer.length - 1]++;
    assertTrue(send(newer).contains("version"));
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      answers.writeBytes(said(_ -> {}));
      answers.writeBytes(noise);
      send(answers.toByteArray());
    }
  }
}
