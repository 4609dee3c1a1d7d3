package io.understudy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CfgTextTest {
  private static final String TEXT =
      """
      # The node's name.
      node = a

      ! Where it listens.
      host=${host}
      list = one, \\
        two
        # indented
      quoted = C:\\\\data
      """;

  private static String with(String text, Map<String, String> settings) throws IOException {
    return CfgText.of(text)
        .with(settings, (_, written, wanted) -> written.equals(wanted), _ -> false)
        .toString();
  }

  @Test
  void nothingChangesWhereNothingIsWanted() throws IOException {
    assertEquals(TEXT, with(TEXT, Map.of()));
    assertEquals(TEXT, with(TEXT, Map.of("node", "a", "list", "one, two")));
  }

  @Test
  void onlyTheLinesThatChangeDo() throws IOException {
    assertEquals(TEXT.replace("node = a", "node = b"), with(TEXT, Map.of("node", "b")));
    assertEquals(
        TEXT.replace("list = one, \\\n  two", "list = three"), with(TEXT, Map.of("list", "three")));
  }

  @Test
  void newOnesComeLastAndEmptyOnesGo() throws IOException {
    assertEquals(
        TEXT.replace("node = a\n", "") + "more = 1\n",
        with(TEXT, new LinkedHashMap<>(Map.of("node", "", "more", "1"))));
  }

  @Test
  void whatNeedNotBeWrittenIsNot() throws IOException {
    String text =
        CfgText.of(TEXT)
            .with(
                Map.of("port", "8443"),
                (_, written, wanted) -> written.equals(wanted),
                setting -> true)
            .toString();
    assertEquals(TEXT, text);
  }

  @Test
  void aBrokenLineIsNamed() {
    IOException broken =
        assertThrows(IOException.class, () -> CfgText.of("a = 1\n\nb = \\u00zz\n"));
    assertTrue(broken.getMessage().startsWith("line 3"), broken.getMessage());
  }

  /// Whatever the text and the values: what is read afterwards is what was wanted, and every line
  /// of another setting is as before.
  @Test
  void whatWasWantedIsRead() throws IOException {
    long seed = Long.getLong("understudy.seed", 20261126);
    Random random = new Random(seed);
    String letters = "ab\\ :=#!,$.{}'\"\u00e4\t";
    for (int round = 0; round < 2000; round++) {
      StringBuilder value = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        value.append(letters.charAt(random.nextInt(letters.length())));
      }
      String key = "k" + random.nextInt(3);
      String text = with(TEXT + "k1 = old \\\n  value\n", Map.of(key, value.toString()));
      Properties read = new Properties();
      read.load(new StringReader(text));
      assertEquals(value.toString(), read.getProperty(key), "seed " + seed + ", round " + round);
      assertTrue(text.startsWith(TEXT), text);
    }
  }
}
