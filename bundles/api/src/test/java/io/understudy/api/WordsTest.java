package io.understudy.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @Test
  void splitsACommandLineAsAShellWould() {
    assertEquals(
        List.of("nginx", "-g", "daemon off;", "a b", "say \"x\" \\n", "", "it's"),
        Words.of(" nginx  -g 'daemon off;' a\\ b \"say \\\"x\\\" \\n\" '' it\\'s "));
    assertEquals(List.of("$HOME", "*", "|"), Words.of("$HOME * |"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a 'b", "a \"b", "a \\"})
  void refusesAnUnfinishedCommandLine(String line) {
    assertThrows(IllegalArgumentException.class, () -> Words.of(line));
  }

  @Test
  void splitsAListAtItsCommas() {
    assertEquals(
        List.of("ip=10.0.0.1", "login=a, b", "name=say \"x\""),
        Words.list(" ip=10.0.0.1 ,, \"login=a, b\",name=\"say \"\"x\"\"\","));
    assertThrows(IllegalArgumentException.class, () -> Words.list("a=\"b"));
  }
}
