package io.understudy.lab.mirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The judge of all mirrors must see whatever differs, and nothing else.
class ComparisonTest {
  @TempDir Path folder;
  private Path source;
  private Path copy;

  @BeforeEach
  void twice() throws IOException {
    source = Files.createDirectory(folder.resolve("source"));
    copy = folder.resolve("copy");
    String script =
        """
        cd "$0" && umask 022
        mkdir sub && echo content >sub/file && ln sub/file linked && ln -s sub/file symlink
        mkfifo fifo && truncate -s 1M sparse && : >"$(printf 'two\\nlines\\344')" && echo b >other
        setfattr -n user.mark -v x other && touch -d '2001-02-03 04:05:06.123456789' other
        """;
    Command.Result made =
        Command.attempt(
            java.util.List.of("sh", "-euc", script, source.toString()),
            "",
            java.time.Duration.ofSeconds(10));
    assumeTrue(made.succeeded(), made.output());
    Command.run("cp", "-a", source.toString(), copy.toString());
  }

  private void run(String script) {
    Command.run(java.util.List.of("sh", "-euc", "cd \"$0\"; " + script, copy.toString()), "");
  }

  @Test
  void aCopyWithEverythingIsIdentical() {
    Comparison.Result result = Comparison.of(source, copy);
    assertTrue(result.identical(), () -> result + " " + result.examples());
    assertEquals(8, result.files());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "MISSING, rm fifo",
    "SURPLUS, touch -r . more",
    "KIND, rm fifo && touch fifo",
    "CONTENT, 'printf B >other && truncate -s 2 other && touch -r ../source/other other'",
    "MODE, chmod 600 other",
    "TIME, touch -d \"2001-02-03 04:05:06.123456788\" other",
    "TIME, touch -h -d 2001-02-03 symlink",
    "TIME, touch -d 2001-02-03 sub",
    "ATTRIBUTES, setfattr -n user.mark -v y other",
    "ATTRIBUTES, setfattr -x user.mark other",
    "TARGET, ln -sfn other symlink && touch -h -r ../source/symlink symlink",
    "HARD_LINKS, cp -a sub/file new && mv new linked",
    "HOLES, cp --sparse=never sparse new && touch -r sparse new && mv new sparse"
  })
  void whatDiffersIsFound(Difference kind, String change) {
    run(change);
    Comparison.Result result = Comparison.of(source, copy);
    assertEquals(Set.of(kind), result.counts().keySet(), () -> result + " " + result.examples());
  }

  @Test
  void ownFilesOfAProgramCanBeLeftOut() {
    run("touch .own && touch -r ../source .");
    assertTrue(Comparison.of(source, copy, name -> name.equals(".own")).identical());
  }
}
