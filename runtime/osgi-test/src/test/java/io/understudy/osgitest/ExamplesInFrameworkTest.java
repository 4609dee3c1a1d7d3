package io.understudy.osgitest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/// The settings that are shipped. On this machine nothing can be done with them; but each file has
/// somebody who takes it, and knows its keys.
@ExtendWith(InFramework.class)
public class ExamplesInFrameworkTest {
  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin admin;

  @Test
  public void everyExampleIsTakenAndNoKeyIsUnknown() throws Exception {
    List<Path> examples = examples();
    assertTrue(examples.size() >= 8, examples.toString());
    Path config = Path.of(System.getProperty("understudy.home"), "config");
    for (Path example : examples) {
      Files.copy(example, config.resolve(example.getFileName()));
    }
    long end = System.nanoTime() + 20_000_000_000L;
    while (configured() < examples.size() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertEquals(examples.size(), configured());
    assertEquals(
        List.of(),
        problems().stream()
            .filter(
                problem ->
                    problem.what().startsWith("there is no such setting")
                        || problem.what().startsWith("nothing here takes")
                        || problem.what().startsWith("is missing"))
            .map(Problem::toString)
            .toList());
  }

  /// Those of a node, and those of hooks and alarms.
  private static List<Path> examples() throws IOException {
    Path config = Path.of(System.getProperty("understudy.distribution"), "config");
    try (Stream<Path> files = Files.list(config);
        Stream<Path> optional = Files.list(config.resolve("optional"))) {
      return Stream.concat(files, optional.filter(ExamplesInFrameworkTest::isHook))
          .filter(file -> file.toString().endsWith(".cfg"))
          .filter(file -> !file.endsWith("io.understudy.linux.cfg")) // its bundle isn't here
          .sorted()
          .toList();
    }
  }

  /// Agents and programs that aren't installed are refused.
  private static boolean isHook(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("io.understudy.alarm.webhook")
        || name.startsWith("io.understudy.hook.")
            && (!name.contains(".ocf-")
                || Files.exists(Path.of("/usr/lib/ocf/resource.d/heartbeat/Filesystem")));
  }

  private long configured() throws IOException, InvalidSyntaxException {
    Configuration[] all = admin.listConfigurations("(service.pid=io.understudy.*)");
    return all == null ? 0 : all.length;
  }

  private List<Problem> problems() throws InvalidSyntaxException {
    return context.getServiceReferences(Reporting.class, null).stream()
        .flatMap(reference -> context.getService(reference).problems().stream())
        .toList();
  }
}
