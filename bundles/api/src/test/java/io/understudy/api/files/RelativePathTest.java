package io.understudy.api.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
  private static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a/../b", "a\0b"})
  void refusesWhatCouldLeadElsewhere(String text) {
    assertThrows(IllegalArgumentException.class, () -> path(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "..a", ".a", "a/...", "a b", "a\nb", "-", "\\"})
  void takesNamesThatOnlyLookOdd(String text) {
    assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), path(text).bytes());
  }

  @Test
  void aNameIsOneName() {
    for (String name : new String[] {"a/b", "", ".", "..", "a\0", "/"}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> path("d").resolve(name.getBytes(StandardCharsets.UTF_8)),
          name);
    }
  }

  @Test
  void keepsToTheKernelsLengths() {
    String name = "n".repeat(255);
    String longest = (name + "/").repeat(15) + name;
    assertEquals(4095, path(longest).length());
    assertThrows(IllegalArgumentException.class, () -> path(name + "n"));
    assertThrows(IllegalArgumentException.class, () -> path("a/" + longest));
    assertThrows(IllegalArgumentException.class, () -> path("a").resolve(path(longest)));
  }

  @Test
  void knowsParentAndName() {
    assertEquals(path("a/b"), path("a/b/c").parent());
    assertEquals(RelativePath.ROOT, path("a").parent());
    assertArrayEquals(new byte[] {'c'}, path("a/b/c").name());
    assertThrows(IllegalStateException.class, RelativePath.ROOT::parent);
    assertThrows(IllegalStateException.class, RelativePath.ROOT::name);
  }

  @Test
  void aDirectoryWithALongerNameIsAnotherOne() {
    assertTrue(path("a/b").startsWith(path("a")));
    assertTrue(path("a").startsWith(path("a")));
    assertTrue(path("a").startsWith(RelativePath.ROOT));
    assertFalse(path("ab").startsWith(path("a")));
    assertFalse(path("a").startsWith(path("a/b")));
  }

  @Test
  void movesWithItsDirectory() {
    assertEquals(path("x/y/c"), path("a/b/c").moved(path("a/b"), path("x/y")));
    assertEquals(path("x"), path("a").moved(path("a"), path("x")));
    assertEquals(path("x/a"), path("a").moved(RelativePath.ROOT, path("x")));
    assertThrows(IllegalArgumentException.class, () -> path("ab").moved(path("a"), path("x")));
  }

  @Test
  void isPrintedInOneLineAndReadAgain() {
    assertEquals("Öl/a\\x0ab", path("Öl/a\nb").toString());
    assertEquals("\\x5cx41", path("\\x41").toString());
    assertEquals("\\xff\\xfe", RelativePath.of(new byte[] {-1, -2}).toString());
    assertEquals("\\xe2\\x80\\xae", path("\u202e").toString(), "turns the text around it");
    assertEquals("\\xc0\\xaf", RelativePath.of(new byte[] {(byte) 0xc0, (byte) 0xaf}).toString());
    assertEquals("😀", path("😀").toString());
    assertEquals(".", RelativePath.ROOT.toString());
    assertEquals(RelativePath.ROOT, RelativePath.parse("."));
    assertThrows(IllegalArgumentException.class, () -> RelativePath.parse("a\\b"));
    assertThrows(IllegalArgumentException.class, () -> RelativePath.parse("\\x2e."));
  }

  @Test
  void anyBytesSurvivePrinting() {
    long seed = Long.getLong("understudy.seed", 1);
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] name = new byte[1 + random.nextInt(20)];
      random.nextBytes(name);
      for (int j = 0; j < name.length; j++) {
        name[j] = name[j] == 0 || name[j] == '.' || name[j] == '/' ? (byte) 0xe2 : name[j];
      }
      RelativePath path = path("a").resolve(name);
      assertEquals(path, RelativePath.parse(path.toString()), () -> "seed " + seed);
      assertTrue(path.toString().lines().count() == 1, () -> "seed " + seed);
    }
  }

  @Test
  void knowsItsTemporaryNames() {
    RelativePath temporary = path("a/b").temporaryBeside();
    assertTrue(temporary.isTemporary());
    assertEquals(path("a"), temporary.parent());
    assertNotEquals(temporary, path("a/b").temporaryBeside());
    assertFalse(path("a/b").isTemporary());
    assertFalse(temporary.resolve(path("c")).isTemporary());
    assertFalse(RelativePath.ROOT.isTemporary());
  }

  @Test
  void isOrderedByUnsignedBytes() {
    assertTrue(RelativePath.of(new byte[] {-1}).compareTo(path("z")) > 0);
    assertTrue(path("a").compareTo(path("a/b")) < 0);
  }
}
