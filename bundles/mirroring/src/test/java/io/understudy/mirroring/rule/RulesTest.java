package io.understudy.mirroring.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.files.RelativePath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Path HOME = Path.of("/var/lib/understudy");

  static Rule rule(String name, String path, String kind) {
    return RuleSettings.of(
        Map.of("name", name, "group", "web", "path", path, "interval", "1s", "kind", kind), HOME);
  }

  private static boolean takes(Rules rules, String rule, String path, boolean directory) {
    return rules
        .find(rule)
        .orElseThrow()
        .share()
        .selection()
        .takes(RelativePath.of(path), directory);
  }

  @Test
  void theNarrowerRuleHasItsPart() {
    Rules rules =
        new Rules(
            List.of(
                rule("wide", "/nowhere/srv", "directory"),
                rule("mail", "/nowhere/srv/mail", "directory"),
                rule("passwd", "/nowhere/srv/web/passwd", "file")),
            HOME);
    assertFalse(takes(rules, "wide", "mail", true));
    assertFalse(takes(rules, "wide", "web/passwd", false));
    assertTrue(takes(rules, "wide", "web/index", false));
    assertTrue(takes(rules, "mail", "anything", false));
    assertEquals(3, rules.of(new GroupId("web")).size());
  }

  @Test
  void aSingleFileIsAllThatItsRuleTakes() {
    Rules rules = new Rules(List.of(rule("one", "/nowhere/etc/passwd", "file")), HOME);
    assertTrue(takes(rules, "one", "passwd", false));
    assertFalse(takes(rules, "one", "shadow", false));
    assertFalse(takes(rules, "one", "passwd", true));
    assertEquals(Path.of("/nowhere/etc"), rules.find("one").orElseThrow().share().root());
  }

  @Test
  void theNodesHomeBelongsToNoRule() {
    Rules rules = new Rules(List.of(rule("lib", "/var/lib", "directory")), HOME);
    assertFalse(takes(rules, "lib", "understudy", true));
    assertTrue(takes(rules, "lib", "postgres", true));
  }

  @Test
  void whatClashesIsSaidAndNotUsed() {
    Rules rules =
        new Rules(
            List.of(
                rule("b", "/nowhere/x", "directory"),
                rule("a", "/nowhere/x", "directory"),
                rule("c", "/nowhere/y", "directory"),
                rule("c", "/nowhere/z", "directory")),
            HOME);
    assertEquals(2, rules.all().size());
    assertEquals(2, rules.clashes().size());
    assertTrue(rules.clashes().getFirst().contains("rule b is for /nowhere/x"));
  }

  @Test
  void theSameSettingsMakeTheSameShare() {
    List<Rule> all = List.of(rule("a", "/nowhere/x", "directory"));
    assertEquals(
        new Rules(all, HOME).find("a").orElseThrow().share(),
        new Rules(all, HOME).find("a").orElseThrow().share());
  }
}
