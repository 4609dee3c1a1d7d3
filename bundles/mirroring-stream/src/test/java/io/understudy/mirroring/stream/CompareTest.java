package io.understudy.mirroring.stream;

import static io.understudy.mirroring.stream.Pair.compare;
import static io.understudy.mirroring.stream.Pair.look;
import static io.understudy.mirroring.stream.Pair.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Comparisons of whole trees.
final class CompareTest {
  @TempDir Path directory;
  private Pair pair;

  @BeforeEach
  void open() throws IOException {
    pair = new Pair(directory);
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private void plant() throws IOException {
    Random random = new Random(5);
    for (int d = 0; d < 20; d++) {
      pair.from.makeDirectory(path("d" + d));
      for (int i = 0; i < 30; i++) {
        byte[] content = new byte[random.nextInt(3000)];
        random.nextBytes(content);
        pair.write("d" + d + "/" + i, content);
      }
    }
    pair.from.makeSymlink(path("d1/link"), new byte[] {'x'});
    pair.from.makeNode(path("d1/fifo"), Kind.FIFO, 0);
    pair.from.link(path("d1/1"), path("d2/linked"));
    byte[] large = new byte[700_000];
    random.nextBytes(large);
    pair.write("large", large);
  }

  @Test
  void aFirstCopyIsMadeAndAGoodOneIsOnlyVerified() throws Exception {
    plant();
    Heard first = pair.good(compare(""));
    pair.same();
    assertTrue(first.files >= 625, "files " + first.files);
    assertTrue(first.breaths >= first.files);
    pair.disconnect();
    long sent = pair.wire().sent.get();
    Heard second = pair.good(compare(""));
    assertEquals(Map.of(), second.differs);
    assertEquals(0, second.read);
    assertTrue(pair.wire().sent.get() - sent < 100_000, "only a listing");
    pair.same();
  }

  @Test
  void eachKindOfDifferenceIsFoundAndMended() throws Exception {
    plant();
    pair.good(compare(""));
    Metadata time = pair.to.find(path("d3/5")).orElseThrow();
    pair.to.remove(path("d3/1"));
    Files.writeString(pair.copy.resolve("d3/2"), "of another size");
    pair.to.remove(path("d3/3"));
    pair.to.makeDirectory(path("d3/3"));
    Files.writeString(pair.copy.resolve("d3/3/inside"), "x");
    try (Inode inode = pair.to.open(path("d3/4"))) {
      inode.times(time.accessed(), time.modified().plusNanos(1));
    }
    try (Inode inode = pair.to.open(path("d3/6"))) {
      inode.permissions(0123);
    }
    try (Inode inode = pair.to.open(path("d3/7"))) {
      inode.owner(1, 2);
    }
    try (Inode inode = pair.to.open(path("d3/8"))) {
      inode.attribute("user.x", new byte[1]);
    }
    try (Inode inode = pair.to.open(path("large"))) {
      inode.permissions(0111);
    }
    Files.writeString(pair.copy.resolve("d3/extra"), "too much");
    pair.to.remove(path("d2/linked"));
    Files.copy(pair.copy.resolve("d1/1"), pair.copy.resolve("d2/linked"));
    pair.to.remove(path("d4/9"));
    pair.to.link(path("d4/8"), path("d4/9"));
    pair.to.remove(path("d1/link"));
    pair.to.makeSymlink(path("d1/link"), new byte[] {'y'});
    pair.to.makeDirectory(path("d5/extra"));
    Files.writeString(pair.copy.resolve("d5/extra/x"), "x");
    Map<String, String> differs = pair.good(compare("")).differs;
    pair.same();
    assertEquals("missing", differs.get("d3/1"));
    assertEquals("size", differs.get("d3/2"));
    assertEquals("kind", differs.get("d3/3"));
    assertEquals("time", differs.get("d3/4"));
    assertEquals("permissions", differs.get("d3/6"));
    assertEquals("owner", differs.get("d3/7"));
    assertEquals("extended attributes", differs.get("d3/8"));
    assertEquals("permissions", differs.get("large"));
    assertEquals("too much", differs.get("d3/extra"));
    assertEquals("too much", differs.get("d5/extra"));
    assertTrue(
        (differs.containsKey("d2/linked") || differs.containsKey("d1/1"))
            && differs.containsKey("d1/link"),
        differs.toString());
    assertTrue(differs.containsKey("d4/8") || differs.containsKey("d4/9"));
  }

  @Test
  void onlyAScrubFindsWhatKeptItsSizeAndTime() throws Exception {
    plant();
    pair.good(compare(""));
    for (String name : new String[] {"d7/3", "large"}) {
      Metadata before = pair.to.find(path(name)).orElseThrow();
      byte[] content = Files.readAllBytes(pair.copy.resolve(name));
      content[content.length / 2]++;
      Files.write(pair.copy.resolve(name), content);
      try (Inode inode = pair.to.open(path(name))) {
        inode.times(before.accessed(), before.modified());
      }
    }
    assertEquals(Map.of(), pair.good(compare("")).differs);
    assertEquals(
        Map.of("d7/3", "content", "large", "content"),
        pair.good(new Item.Compare(path(""), true)).differs);
    pair.same();
  }

  @Test
  void aSubtreeOrAFileIsComparedAlone() throws Exception {
    plant();
    pair.good(compare("d3"));
    assertTrue(Files.exists(pair.copy.resolve("d3/29")));
    assertEquals(1, pair.to.find(path("")).stream().count());
    assertTrue(pair.to.find(path("d4")).isEmpty());
    pair.good(compare("d4/7"), compare("gone"), compare("d9/gone"));
    assertTrue(Files.exists(pair.copy.resolve("d4/7")));
    pair.good(compare(""));
    pair.same();
  }

  @Test
  void aDirectoryOfManyIsComparedInPieces() throws Exception {
    pair.from.makeDirectory(path("many"));
    pair.from.makeDirectory(path("dirs"));
    for (int i = 0; i < 70_000; i++) {
      pair.from.create(path("many/" + i)).close();
    }
    for (int i = 0; i < 9_000; i++) {
      pair.from.makeDirectory(path("dirs/" + i));
    }
    pair.good(compare(""));
    for (int i = 0; i < 1000; i++) {
      Files.createFile(pair.copy.resolve("many/extra" + i));
      pair.to.remove(path("many/" + i * 7));
    }
    Heard heard = pair.good(compare(""));
    assertEquals(2001, heard.differs.size(), "1,000 too much, 1,000 missing, the directory's time");
    pair.same();
  }

  @Test
  void smallChangesDoNotWaitForAComparison() throws Exception {
    plant();
    List<Item> order = new ArrayList<>();
    Heard heard =
        new Heard() {
          @Override
          public void done(Item item) {
            super.done(item);
            order.add(item);
          }
        };
    pair.pass(List.of(compare(""), look("d1"), look("d1/1")), heard);
    pair.same();
    assertEquals(compare(""), order.getLast());
  }
}
