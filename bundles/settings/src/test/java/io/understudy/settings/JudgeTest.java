package io.understudy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck;
import io.understudy.api.SettingsCheck.Objection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.service.metatype.AttributeDefinition;

class JudgeTest {
  private static final Names PATH = new Names("io.understudy.path~lan", "io.understudy.path");

  private final Judge judge =
      new Judge(
          kind ->
              kind.equals("io.understudy.path")
                  ? Optional.of(
                      new Shape(
                          new DummyDescription(
                              attribute("name", AttributeDefinition.STRING, true, 0),
                              attribute("port", AttributeDefinition.INTEGER, false, 0),
                              attribute("quiet", AttributeDefinition.BOOLEAN, false, 0),
                              attribute("ports", AttributeDefinition.INTEGER, false, 100))))
                  : Optional.empty());

  @Test
  void goodSettingsPassTogetherWithTheKeysOfTheFramework() {
    assertEquals(
        List.of(),
        judge.objections(
            PATH,
            Map.of(
                "name", "lan",
                "port", "7789",
                "ports", "1, 2",
                "quiet", "on",
                "service.pid", "x",
                "felix.fileinstall.filename", "file:/x")));
  }

  @Test
  void anUnknownKeyIsNamedAndTheLikelyOneIsOffered() {
    Objection objection = only(Map.of("name", "lan", "prot", "7789"));
    assertEquals(
        new Objection("prot", "there is no such setting", "did you mean port?"), objection);
  }

  @Test
  void aKeyLikeNoOtherGetsTheListOfThoseThereAre() {
    assertEquals(
        "use one of name, port, ports, quiet",
        only(Map.of("name", "lan", "colour", "red")).remedy());
  }

  @Test
  void aMissingKeyIsNamed() {
    assertEquals("is missing", only(Map.of("port", "7789")).what());
  }

  @Test
  void aWrongTypeIsNamedWithItsValueAlsoInAList() {
    assertEquals("'many' can't be used", only(Map.of("name", "lan", "port", "many")).what());
    assertEquals("'x' can't be used", only(Map.of("name", "lan", "ports", "1, x")).what());
  }

  @Test
  void whatACheckSaysOfAKeyReplacesWhatItsDescriptionSays() {
    Objection said = new Objection("port", "'0' is no port", "use 1 to 65535");
    judge.add("io.understudy.path", settings -> List.of(said));
    assertEquals(said, only(Map.of("name", "lan", "port", "0")));
  }

  @Test
  void aCheckSeesThePidAndIsAskedForItsOwnKindAlone() {
    judge.add(
        "io.understudy.path",
        settings -> List.of(new Objection("name", settings.get("service.pid").toString(), "")));
    judge.add("io.understudy.other", settings -> List.of(new Objection("name", "wrong one", "")));
    assertEquals("io.understudy.path~lan", only(Map.of("name", "lan")).what());
  }

  @Test
  void aCheckThatBreaksIsAnObjection() {
    SettingsCheck broken =
        settings -> {
          throw new IllegalStateException("out of order");
        };
    judge.add("io.understudy.path", broken);
    assertTrue(only(Map.of("name", "lan")).what().contains("out of order"));
    judge.remove(broken);
    assertEquals(List.of(), judge.objections(PATH, Map.of("name", "lan")));
  }

  private Objection only(Map<String, Object> settings) {
    List<Objection> objections = judge.objections(PATH, settings);
    assertEquals(1, objections.size(), objections.toString());
    return objections.getFirst();
  }

  private static DummyDescription.Attribute attribute(
      String name, int type, boolean required, int cardinality) {
    return new DummyDescription.Attribute(name, type, required, cardinality);
  }
}
