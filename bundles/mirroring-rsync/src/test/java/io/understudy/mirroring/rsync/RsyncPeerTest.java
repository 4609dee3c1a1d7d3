package io.understudy.mirroring.rsync;

import static io.understudy.mirroring.rsync.Nodes.looks;
import static io.understudy.mirroring.rsync.Nodes.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RsyncPeerTest {
  @TempDir Path folder;
  private Nodes nodes;

  @BeforeEach
  void connect() throws IOException {
    nodes = new Nodes(folder);
  }

  @AfterEach
  void close() throws IOException {
    if (nodes != null) {
      nodes.close();
    }
  }

  @Test
  void garbageEndsTheReceiver() throws Exception {
    long seed = Long.getLong("understudy.seed", 1);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Files.writeString(nodes.copyRoot.resolve("file"), "stays");
    Map<String, String> before = Picture.of(nodes.copy);
    for (int i = 0; i < 50; i++) {
      nodes.connect();
      byte[] garbage = new byte[random.nextInt(2000)];
      random.nextBytes(garbage);
      if (garbage.length > 9) {
        garbage[0] = (byte) random.nextInt(Frame.Type.values().length);
        garbage[5] = 0;
        garbage[6] = 0;
      }
      try {
        nodes.cable.owner().out().write(garbage);
        nodes.cable.hangUp();
      } catch (IOException refusedEarly) {
        // It had seen enough.
      }
      nodes.ended();
    }
    assertEquals(before, Picture.of(nodes.copy));
  }

  @Test
  void anOwnerThatLiesToRsyncGetsNothingWrittenButWhatItTold() throws Exception {
    nodes.write("told", "new");
    nodes.write("untold", "new");
    Files.writeString(nodes.copyRoot.resolve("untold"), "old");
    nodes.connect();
    Wire wire = new Wire(nodes.cable.owner());
    Source source = new Source(nodes.sourceTree());
    Batch told = new Batch(source, new Links(source), 10);
    told.add(path("told"));
    Entry.tell(told.entries(), wire, 7);
    wire.write(Frame.Type.RUN, 7, Frame.payload(out -> out.write(new byte[] {1, 0, 0, 0})));
    Inbox inbox = new Inbox("test", wire, _ -> false);
    assertEquals(Frame.Type.VERDICTS, inbox.poll(Duration.ofSeconds(10)).orElseThrow().type());
    Path names = folder.resolve("names");
    Path top = folder.resolve("top");
    Files.writeString(names, "told\0untold\0");
    Files.writeString(top, "/told\0/untold\0");
    Process client =
        new Commands(Nodes.RSYNC)
            .client(nodes.sourceRoot, names, top, new Commands.Mode(true, false, false, false));
    try (Bridge bridge = new Bridge(client, wire, inbox, 7, Opening.NONE, _ -> {})) {
      while (!bridge.look()) {
        bridge.pace(bridge.unpaced());
      }
      wire.write(Frame.Type.END, 7, new byte[0]);
      Awaitility.await().until(() -> bridge.last().isPresent());
    }
    assertEquals("new", nodes.copied("told"));
    assertEquals("old", nodes.copied("untold"));
    inbox.close();
  }

  @Test
  void aPathThatLeadsOutIsRefused() throws Exception {
    nodes.connect();
    Wire wire = new Wire(nodes.cable.owner());
    wire.write(
        Frame.Type.MOVE,
        1,
        Frame.payload(
            out -> {
              out.writeShort(8);
              out.writeBytes("../other");
              out.writeShort(1);
              out.writeBytes("a");
            }));
    assertInstanceOf(IOException.class, nodes.ended().orElseThrow());
  }

  @Test
  void aSymbolicLinkInTheCopyLeadsNowhere() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("file"), "outside");
    nodes.write("dir/file", "inside");
    nodes.connect();
    Files.createSymbolicLink(nodes.copyRoot.resolve("dir"), outside);
    nodes.pass(looks("dir/file", "dir"));
    nodes.heard.failed.clear();
    nodes.mirror(looks("dir", "dir/file"));
    assertEquals("outside", Files.readString(outside.resolve("file")));
    assertEquals("inside", nodes.copied("dir/file"));
    nodes.same();
  }
}
