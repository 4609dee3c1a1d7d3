package io.understudy.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OathTest {
  @Test
  void withoutATerminalTheNameHasToBeInTheCommand() throws UsageException {
    List<String> confirmed = List.of("fenced", "b", "--i-have-checked", "--confirm=b");
    assertEquals(confirmed, Oath.ask(confirmed, null));
    UsageException refused =
        assertThrows(
            UsageException.class, () -> Oath.ask(List.of("fenced", "b", "--i-have-checked"), null));
    assertTrue(refused.getMessage().contains("--confirm=b"), refused.getMessage());
  }

  @Test
  void nobodyIsAskedBeforeSayingThatItWasChecked() {
    assertThrows(UsageException.class, () -> Oath.ask(List.of("fenced", "b"), null));
    assertThrows(UsageException.class, () -> Oath.ask(List.of("fenced"), null));
  }
}
