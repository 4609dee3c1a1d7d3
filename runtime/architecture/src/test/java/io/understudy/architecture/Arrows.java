package io.understudy.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What DESIGN.md draws: who may know whom.
final class Arrows {
  static final List<String> BUNDLES =
      List.of(
          "settings",
          "deploy",
          "linux",
          "heartbeat",
          "arbitration",
          "takeover",
          "tickle",
          "hook.kit",
          "hook.http",
          "hook.imap",
          "hook.samba",
          "hook.command",
          "hook.systemd",
          "hook.ocf",
          "hook.template",
          "fencing",
          "fencing.agent",
          "watchdog",
          "mirroring",
          "mirroring.stream",
          "mirroring.rsync",
          "engine",
          "desk.kit",
          "shell",
          "console",
          "web",
          "metrics",
          "alarms",
          "health");

  /// What several have in common: each has a copy of its own.
  private static final String HOOKS = "io.understudy.hook.kit..";

  private static final String DESK = "io.understudy.desk.kit..";

  private Arrows() {}

  /// Each bundle, and that it knows nothing of the project but the API and itself; some their kit.
  static Map<String, ArchRule> apiAlone() {
    Map<String, ArchRule> rules = new TreeMap<>();
    for (String bundle : BUNDLES) {
      String own = "io.understudy." + bundle + "..";
      String kit =
          bundle.startsWith("hook.")
              ? HOOKS
              : bundle.equals("shell") || bundle.equals("console") ? DESK : own;
      rules.put(
          bundle,
          noClasses()
              .that(resideInAPackage(own))
              .should()
              .dependOnClassesThat(
                  resideInAPackage("io.understudy..")
                      .and(not(resideInAnyPackage(own, kit, "io.understudy.api.."))))
              .as("%s knows nothing of the project but the API".formatted(bundle)));
    }
    return rules;
  }

  static final ArchRule API_KNOWS_NO_BUNDLE =
      noClasses()
          .that()
          .resideInAPackage("io.understudy.api..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.understudy..").and(not(resideInAPackage("io.understudy.api.."))))
          .as("the API knows no bundle");

  /// A pure function: nothing that does anything, and nothing that tells the time.
  static final ArchRule DECISION_IS_PURE =
      noClasses()
          .that()
          .resideInAPackage("io.understudy.engine.decision..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..",
                      "java.nio..",
                      "java.lang.foreign..",
                      "java.util.concurrent..",
                      "java.util.logging..",
                      "org.slf4j..",
                      "org.osgi.framework..",
                      "org.osgi.service..")
                  .or(
                      named(
                          "java.lang.Thread",
                          "java.lang.Runtime",
                          "java.lang.Process",
                          "java.lang.ProcessBuilder",
                          "java.time.Clock",
                          "java.time.InstantSource",
                          "java.util.Random",
                          "java.util.Timer",
                          "java.lang.Math$RandomNumberGeneratorHolder")))
          .orShould()
          .callMethodWhere(
              describe(
                  "System does more than copy an array",
                  call ->
                      call.getTargetOwner().isEquivalentTo(System.class)
                          && !call.getName().equals("arraycopy")))
          .orShould()
          .callMethod("java.time.Instant", "now")
          .orShould()
          .callMethod("java.time.LocalDateTime", "now")
          .orShould()
          .callMethod("java.lang.Math", "random")
          .as("the decision core touches no IO, clock, thread or logger");

  static final ArchRule ONLY_LINUX_REACHES_THE_KERNEL =
      noClasses()
          .that(not(resideInAPackage("io.understudy.linux..")))
          .should()
          .dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
          .as("only the linux bundle calls the kernel");

  /// Packages within a bundle, for others of the same bundle. No bundle but the API exports any.
  private static final String[] INNER = {
    HOOKS,
    DESK,
    "io.understudy.engine.decision..",
    "io.understudy.engine.simulation..",
    "io.understudy.mirroring.link..",
    "io.understudy.mirroring.owner..",
    "io.understudy.mirroring.rule..",
    "io.understudy.mirroring.standby.."
  };

  /// Declarative Services needs its components public; nobody else needs anything of a bundle.
  static final ArchRule ONLY_COMPONENTS_ARE_PUBLIC =
      classes()
          .that(not(resideInAnyPackage("io.understudy.api..").or(resideInAnyPackage(INNER))))
          .and()
          .arePublic()
          .and(describe("stand by themselves", one -> !one.isNestedClass()))
          .should(beAComponent())
          .as("only components are public");

  static final ArchRule NOBODY_WRITES_TO_THE_CONSOLE =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .as("bundles log, they don't print");

  /// Component annotations aren't kept in class files; an activator constructor or method is the
  /// sign that DS makes it. Its name has to be in the bundle's component descriptions.
  private static ArchCondition<JavaClass> beAComponent() {
    return new ArchCondition<>("be a component") {
      @Override
      public void check(JavaClass one, ConditionEvents events) {
        String description = "/OSGI-INF/" + one.getName() + ".xml";
        boolean component =
            Arrows.class.getResource(description) != null
                || one.getModifiers().contains(JavaModifier.ABSTRACT);
        events.add(
            new SimpleConditionEvent(
                one,
                component,
                "%s is public and no component; make it package-private".formatted(one.getName())));
      }
    };
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    List<String> all = List.of(names);
    return describe("are one of " + all, one -> all.contains(one.getName()));
  }
}
