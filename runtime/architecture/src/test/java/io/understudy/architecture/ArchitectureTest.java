package io.understudy.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final ImportOption OUR_BUNDLES =
      location ->
          Stream.of("/test-classes/", "/io.understudy.runtime").noneMatch(location::contains);

  private static final JavaClasses PROGRAM =
      new ClassFileImporter().withImportOption(OUR_BUNDLES).importPackages("io.understudy");

  /// Classes under `io.understudy` that break every rule on purpose.
  private static final JavaClasses VIOLATIONS =
      new ClassFileImporter()
          .withImportOption((Location location) -> location.contains("/test-classes/"))
          .importPackages("io.understudy.api", "io.understudy.engine", "io.understudy.heartbeat");

  @Test
  void everyBundleIsLookedAt() {
    for (String bundle : Arrows.BUNDLES) {
      assertTrue(
          PROGRAM.stream()
              .anyMatch(one -> one.getPackageName().startsWith("io.understudy." + bundle)),
          bundle + " has no classes here");
    }
  }

  @TestFactory
  Stream<DynamicTest> theProgramKeeps() {
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getDescription(), () -> rule.allowEmptyShould(true).check(PROGRAM)));
  }

  @TestFactory
  Stream<DynamicTest> aViolationIsFoundOf() {
    return rules()
        .filter(rule -> !rule.getDescription().contains("knows nothing"))
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getDescription(),
                    () -> assertThrows(AssertionError.class, () -> rule.check(VIOLATIONS))));
  }

  @Test
  void aBundleThatKnowsAnotherIsFound() {
    ArchRule rule = Arrows.apiAlone().get("heartbeat");
    AssertionError found = assertThrows(AssertionError.class, () -> rule.check(VIOLATIONS));
    assertTrue(found.getMessage().contains("KnowsTheEngine"), found.getMessage());
  }

  @Test
  void thereIsARuleForEveryBundle() {
    Map<String, ArchRule> rules = Arrows.apiAlone();
    assertEquals(Arrows.BUNDLES.size(), rules.size());
  }

  private static Stream<ArchRule> rules() {
    return Stream.concat(
        Arrows.apiAlone().values().stream(),
        Stream.of(
            Arrows.API_KNOWS_NO_BUNDLE,
            Arrows.DECISION_IS_PURE,
            Arrows.ONLY_LINUX_REACHES_THE_KERNEL,
            Arrows.ONLY_COMPONENTS_ARE_PUBLIC,
            Arrows.NOBODY_WRITES_TO_THE_CONSOLE));
  }
}
