package io.understudy.mirroring.rsync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.files.RelativePath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrintedTest {
  private static Printed printed(String line) {
    return Printed.of(line).orElseThrow();
  }

  private static String pattern(String path) {
    return new String(Patterns.of(RelativePath.of(path), true), StandardCharsets.UTF_8);
  }

  @Test
  void escapedBytesAreRead() {
    byte[] name = {'a', '\n', (byte) 0xff, '\\', '#', '0', '1', '2'};
    RelativePath path = RelativePath.of(name);
    assertEquals("a\\#012\\#377\\#134#012", Printed.text(path));
    assertEquals(path, printed("<f.st...... 12 " + Printed.text(path)).path());
    assertEquals(RelativePath.ROOT, printed(".d..t...... 4096 ./").path());
    assertEquals(RelativePath.of("d"), printed("cd+++++++++ 4096 d/").path());
  }

  @Test
  void aDifferenceIsSaidInWords() {
    assertEquals(Optional.of("missing"), printed("<f+++++++++ 3 a").difference());
    assertEquals(Optional.of("size"), printed("<f.st...... 3 a").difference());
    assertEquals(Optional.of("content"), printed("<fc........ 3 a").difference());
    assertEquals(Optional.of("time"), printed("<f..t...... 3 a").difference());
    assertEquals(Optional.of("attributes"), printed(".f...p..... 3 a").difference());
    assertEquals(Optional.empty(), printed("<f......... 3 a").difference());
  }

  @Test
  void aPatternMatchesItsNameOnly() {
    assertEquals("/a/b", pattern("a/b"));
    assertEquals("/a\\b", pattern("a\\b"));
    assertEquals("/a\\*\\\\\\[\\?", pattern("a*\\[?"));
    assertEquals("/a?\\*", pattern("a\n*"));
  }
}
