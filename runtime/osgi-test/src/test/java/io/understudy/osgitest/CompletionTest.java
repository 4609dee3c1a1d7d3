package io.understudy.osgitest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What bash offers behind the words of a command line.
class CompletionTest {
  private static final Path DISTRIBUTION =
      Path.of(System.getProperty("understudy.distribution")).normalize();

  private static List<String> behind(String... words) throws Exception {
    String line =
        """
        . "%s/share/bash-completion/completions/understudy"
        COMP_WORDS=("%s/bin/understudy" "$@")
        COMP_CWORD=$#
        _understudy
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(DISTRIBUTION, DISTRIBUTION);
    List<String> command = new ArrayList<>(List.of("bash", "-c", line, "bash"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().sorted().toList();
  }

  @Test
  void commandsAreCompleted() throws Exception {
    assertEquals(List.of("maintenance"), behind("mai"));
    assertEquals(List.of("mirror-accept", "mirror-now"), behind("mirror"));
    assertTrue(behind("").size() > 20, () -> "too few");
  }

  @Test
  void theirWordsAndFlagsAre() throws Exception {
    assertEquals(List.of("off", "on"), behind("maintenance", "o"));
    assertEquals(List.of("diff", "discard"), behind("quarantine", "di"));
    assertEquals(List.of("set"), behind("--home", "/srv/understudy", "user", "s"));
    assertEquals(List.of("--json"), behind("status", "--j"));
    assertEquals(List.of("--lasts"), behind("what-if", "hang", "--l"));
  }

  @Test
  void nothingIsOfferedThatIsNoCommand() throws Exception {
    assertEquals(List.of(""), behind("frobnicate", "x"));
  }
}
