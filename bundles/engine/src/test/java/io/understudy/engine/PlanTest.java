package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  private static Plan plan(String services) {
    return Group.Definition.of(Map.of("name", "web", "services", services)).plan();
  }

  @Test
  void aPlainListIsAnOrder() {
    Plan plan = plan("fs, db, web");
    assertEquals(List.of("fs", "db", "web"), plan.names());
    assertEquals(Set.of(), plan.needs().get("fs"));
    assertEquals(Set.of("fs"), plan.needs().get("db"));
    assertEquals(Set.of("db"), plan.needs().get("web"));
  }

  @Test
  void whatSaysWhatItWaitsForWaitsForNothingElse() {
    Plan plan = plan("fs, db after fs, mail after fs, web after db and mail, cron after nothing");
    assertEquals(Set.of("fs"), plan.needs().get("mail"));
    assertEquals(Set.of("db", "mail"), plan.needs().get("web"));
    assertEquals(Set.of(), plan.needs().get("cron"));
    assertEquals(Set.of("db", "mail"), plan.neededBy("fs"));
    assertEquals(Set.of("db", "web"), plan.with("db"));
  }

  @Test
  void theOrderInTheFileNeedNotBeTheOrderOfTheStart() {
    Plan plan = plan("web after db, db after nothing");
    assertEquals(Set.of("db"), plan.needs().get("web"));
  }

  @Test
  void aGroupMayHaveNoServices() {
    assertEquals(List.of(), plan("").names());
    assertEquals(Set.of(), plan("").with("web"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "db, db | names one twice | name each once",
        "db after db | 'db after db' waits for itself | nothing",
        "web, db after dd | there is no service dd here | one of web, db",
        "web after db, db | web, db wait for each other | 'web after nothing'",
        "a after c, b after a, c after b, d | a, b, c, d wait for each other | after nothing",
        "db before web | 'db before web' can't be read | NAME after OTHER",
        "a, b, c after a b | there is no service a b here | 'and' between them"
      })
  void whatCanNotWorkIsRefusedWithFileKeyValueAndRemedy(String services, String what, String how) {
    String refusal =
        assertThrows(Settings.Refused.class, () -> plan(services), services).getMessage();
    assertTrue(refusal.startsWith("io.understudy.engine.group.cfg: services: "), refusal);
    assertTrue(refusal.contains(what), refusal);
    assertTrue(refusal.contains(how), refusal);
  }
}
