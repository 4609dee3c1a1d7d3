package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void aStatusIsRead() {
    Json status =
        Json.parse(
            """
            { "node" : "a", "ready": true, "groups": [ {"name":"web","term":3,"leaseMs":1.5e2} ],
              "nothing": null, "none": [], "text": "a \\"b\\" \\u00e4\\n" }
            """);
    assertEquals(Optional.of("a"), status.at("node").text());
    assertTrue(status.at("ready").isTrue());
    assertEquals(150, status.at("groups").list().getFirst().at("leaseMs").number());
    assertEquals(Optional.of("a \"b\" ä\n"), status.at("text").text());
    assertEquals(Optional.empty(), status.at("nothing").text());
    assertTrue(status.at("none").list().isEmpty());
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertEquals(Optional.empty(), Json.parse("{}").at("a").at("b").text());
    assertTrue(Json.parse("{}").at("a").list().isEmpty());
  }

  @Test
  void whatIsNotJsonIsRefused() {
    for (String bad : new String[] {"", "{", "[1", "{} x", "{\"a\" 1}", "nul", "-"}) {
      assertThrows(RuntimeException.class, () -> Json.parse(bad), bad);
    }
  }
}
