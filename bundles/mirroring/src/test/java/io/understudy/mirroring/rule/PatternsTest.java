package io.understudy.mirroring.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.RelativePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
  @ParameterizedTest
  @CsvSource({
    "*.tmp, a.tmp, true",
    "*.tmp, d/a.tmp, true",
    "*.tmp, a.tmp.old, false",
    "/a, a, true",
    "/a, d/a, false",
    "a/b, a/b, true",
    "a/b, x/a/b, false",
    "cache/, cache, false",
    "?, ä, true",
    "??, ä, false",
    "a*c*e, abcde, true",
    "a*c*e, abcd, false",
    "**/x, a/b/x, true",
    "**/x, x, true",
    "a/**, a, false",
    "a/**, a/b, true",
    "a/**, a/b/c, true",
    "a/**/z, a/z, true",
    "a/**/z, a/b/c/z, true",
    "a/*/z, a/b/c/z, false",
    "*, .hidden, true",
    "a\\*, a*, true",
    "a\\*, ab, false",
  })
  void aPatternMeansWhatItMeansToGit(String pattern, String path, boolean means) {
    assertEquals(means, Glob.of(pattern).matches(RelativePath.of(path), false));
  }

  @Test
  void aSlashAtTheEndMeansDirectories() {
    assertTrue(Glob.of("cache/").matches(RelativePath.of("d/cache"), true));
    assertFalse(Glob.of("cache/").matches(RelativePath.of("d/cache"), false));
  }

  @Test
  void namesThatArentTextMatchByTheirBytes() {
    RelativePath odd = RelativePath.of(new byte[] {'a', (byte) 0xff, '.', 't'});
    assertTrue(Glob.of("*.t").matches(odd, false));
    assertTrue(Glob.of("a?.t").matches(odd, false));
    RelativePath line = RelativePath.of("a\nb".getBytes(StandardCharsets.UTF_8));
    assertTrue(Glob.of("a*b").matches(line, false));
  }

  private static Patterns patterns(List<String> include, List<String> exclude, String... cuts) {
    return new Patterns(
        include.stream().map(Glob::of).toList(),
        exclude.stream().map(Glob::of).toList(),
        Stream.of(cuts).map(RelativePath::of).toList());
  }

  private static boolean takes(Patterns patterns, String path, boolean directory) {
    return patterns.takes(RelativePath.of(path), directory);
  }

  @Test
  void whatIsIncludedBringsItsDirectories() {
    Patterns patterns = patterns(List.of("/mail/*/new/", "*.conf"), List.of());
    assertTrue(takes(patterns, "mail", true));
    assertTrue(takes(patterns, "mail/joe", true));
    assertTrue(takes(patterns, "mail/joe/new", true));
    assertTrue(takes(patterns, "mail/joe/new/1", false));
    assertFalse(takes(patterns, "mail/joe/cur/1", false));
    assertTrue(takes(patterns, "etc/a.conf", false));
  }

  @Test
  void anchoredIncludesLeaveOtherDirectoriesOut() {
    Patterns patterns = patterns(List.of("/mail/**"), List.of());
    assertTrue(takes(patterns, "mail", true));
    assertTrue(takes(patterns, "mail/a/b", false));
    assertFalse(takes(patterns, "web", true));
  }

  @Test
  void whatIsExcludedIsOutThoughIncluded() {
    Patterns patterns = patterns(List.of("*.conf"), List.of("secret*"));
    assertFalse(takes(patterns, "secret.conf", false));
    assertTrue(takes(patterns, "open.conf", false));
  }

  @Test
  void aNarrowerRulesPartIsCutOut() {
    Patterns patterns = patterns(List.of(), List.of(), "a/b");
    assertTrue(takes(patterns, "a", true));
    assertFalse(takes(patterns, "a/b", true));
    assertFalse(takes(patterns, "a/b/c", false));
    assertTrue(takes(patterns, "a/bc", false));
    assertFalse(patterns.everywhereAlike());
  }

  @Test
  void onlyPatternsOfNamesAreEverywhereAlike() {
    assertTrue(patterns(List.of(), List.of("*.tmp", "cache/")).everywhereAlike());
    assertFalse(patterns(List.of(), List.of("/tmp")).everywhereAlike());
  }
}
