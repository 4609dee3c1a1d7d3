package io.understudy.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoodJarsTest {
  @TempDir Path directory;
  private Path jar;
  private GoodJars good;

  @BeforeEach
  void begin() throws IOException {
    jar = Files.writeString(directory.resolve("hook.jar"), "first");
    good = new GoodJars(directory.resolve("data/bundles"));
  }

  private GoodJars.Copy copy() throws IOException {
    return good.copy("hook", jar);
  }

  @Test
  void onlyWhatPassedIsKept() throws IOException {
    GoodJars.Copy first = copy();
    assertEquals(Optional.empty(), good.of("hook"));
    good.passed("hook", first);
    Files.writeString(jar, "second");
    GoodJars.Copy second = copy();
    assertNotEquals(first.hash(), second.hash());
    assertArrayEquals("first".getBytes(), Files.readAllBytes(good.of("hook").orElseThrow()));
    good.passed("hook", second);
    assertArrayEquals("second".getBytes(), Files.readAllBytes(good.of("hook").orElseThrow()));
  }

  /// What is being watched isn't touched by what comes meanwhile, and may never be taken.
  @Test
  void eachCopyIsItsOwn() throws IOException {
    GoodJars.Copy watched = copy();
    Files.writeString(jar, "unsigned");
    GoodJars.Copy other = copy();
    good.passed("hook", watched);
    assertArrayEquals("first".getBytes(), Files.readAllBytes(good.of("hook").orElseThrow()));
    assertFalse(good.isGood("hook", other));
    good.drop(other);
    Files.writeString(jar, "first");
    assertTrue(good.isGood("hook", copy()));
  }

  @Test
  void copiesOfAnEarlierStartAreCleared() throws IOException {
    GoodJars.Copy left = copy();
    new GoodJars(directory.resolve("data/bundles"));
    assertFalse(Files.exists(left.file()));
  }

  @Test
  void theNextStartKnowsWhatFailed() throws IOException {
    good.passed("hook", copy());
    Files.writeString(jar, "second");
    String hash = copy().hash();
    good.refuse("hook", new GoodJars.Refusal(hash, "it fell\nover"));
    GoodJars next = new GoodJars(directory.resolve("data/bundles"));
    assertEquals(Optional.of(new GoodJars.Refusal(hash, "it fell over")), next.refusal("hook"));
    assertEquals(hash, next.copy("hook", jar).hash());
    next.passed("hook", next.copy("hook", jar));
    assertEquals(Optional.empty(), next.refusal("hook"));
  }

  @Test
  void aDeletedJarIsForgotten() throws IOException {
    good.passed("hook", copy());
    good.refuse("hook", new GoodJars.Refusal(copy().hash(), "it fell over"));
    good.forget("hook");
    assertEquals(Optional.empty(), good.of("hook"));
    assertEquals(Optional.empty(), good.refusal("hook"));
    try (var left = Files.list(directory.resolve("data/bundles"))) {
      assertTrue(left.findAny().isEmpty());
    }
  }
}
