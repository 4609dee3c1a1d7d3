package io.understudy.osgitest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/// The forms of the console: every PID has one, and every field of it says what it is.
@ExtendWith(InFramework.class)
public class MetatypeInFrameworkTest {
  private static final Pattern KEY = Pattern.compile("(?m)^(?:# )?([a-zA-Z_]+) = ");

  /// Not in the framework of these tests.
  private static final String KERNEL = "io.understudy.linux";

  private static final String PORT = "io.understudy.arbitration";
  private static final String[] NONE = {};

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin admin;

  private Map<String, ObjectClassDefinition> forms() {
    MetaTypeService types = context.getService(context.getServiceReference(MetaTypeService.class));
    Map<String, ObjectClassDefinition> forms = new TreeMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getSymbolicName().startsWith("io.understudy.")) {
        MetaTypeInformation found = types.getMetaTypeInformation(bundle);
        Stream.concat(Arrays.stream(found.getPids()), Arrays.stream(found.getFactoryPids()))
            .forEach(pid -> forms.put(pid, found.getObjectClassDefinition(pid, null)));
      }
    }
    return forms;
  }

  @Test
  public void everyFieldSaysWhatItIs() {
    List<String> wrong = new ArrayList<>();
    forms()
        .forEach(
            (pid, form) -> {
              Consumer<String> complain = what -> wrong.add(pid + ": " + what);
              if (form.getName().isBlank() || String.valueOf(form.getDescription()).isBlank()) {
                complain.accept("no name or description");
              }
              for (AttributeDefinition field : fields(form)) {
                if (String.valueOf(field.getName()).isBlank()
                    || field.getDescription() == null
                    || field.getDescription().isBlank()) {
                  complain.accept(field.getID() + " has no name or description");
                }
                if (!isDefault(field)) {
                  complain.accept(
                      "the default of %s isn't valid: %s"
                          .formatted(field.getID(), Arrays.toString(field.getDefaultValue())));
                }
              }
            });
    assertEquals(List.of(), wrong);
  }

  private static boolean isDefault(AttributeDefinition field) {
    String[] given = field.getDefaultValue();
    return given == null
        || Arrays.stream(given)
            .allMatch(value -> field.validate(value) == null || field.validate(value).isEmpty());
  }

  @Test
  public void everyExampleHasAFormWithItsKeys() throws IOException {
    Map<String, ObjectClassDefinition> forms = forms();
    List<String> wrong = new ArrayList<>();
    int files = 0;
    Path config =
        Path.of(System.getProperty("understudy.distribution")).normalize().resolve("config");
    try (Stream<Path> all = Files.walk(config)) {
      for (Path file : all.filter(one -> one.toString().endsWith(".cfg")).toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.cfg$", "");
        String pid = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
        if (pid.equals(KERNEL)) {
          continue;
        }
        files++;
        ObjectClassDefinition form = forms.get(pid);
        if (form == null) {
          wrong.add(pid + " has no form");
        } else {
          List<String> known = fields(form).stream().map(AttributeDefinition::getID).toList();
          Matcher keys = KEY.matcher(Files.readString(file));
          keys.results()
              .map(key -> key.group(1))
              .filter(key -> !known.contains(key))
              .forEach(key -> wrong.add("%s: %s isn't in its form".formatted(file, key)));
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(files > 20, "only %d files".formatted(files));
  }

  @Test
  public void whatIsChosenIsOfferedThoughItIsNotThere() throws IOException, InterruptedException {
    Configuration configuration = admin.getConfiguration(PORT, "?");
    configuration.update(new Hashtable<>(Map.of("interface", "gone0", "peers", "a@192.0.2.1")));
    try {
      Inside.await(() -> offered().contains("gone0") ? "offered" : null);
    } finally {
      configuration.delete();
    }
    Inside.await(() -> offered().contains("gone0") ? null : "not offered");
  }

  /// As the web console asks: the first bundle that knows the PID is taken.
  private List<String> offered() {
    MetaTypeService types = context.getService(context.getServiceReference(MetaTypeService.class));
    return Arrays.stream(context.getBundles())
        .map(types::getMetaTypeInformation)
        .filter(found -> found != null && Arrays.asList(found.getPids()).contains(PORT))
        .findFirst()
        .stream()
        .flatMap(found -> fields(found.getObjectClassDefinition(PORT, null)).stream())
        .filter(field -> field.getID().equals("interface"))
        .flatMap(field -> Arrays.stream(Objects.requireNonNullElse(field.getOptionValues(), NONE)))
        .toList();
  }

  /// {@return every field, required or not}
  private static List<AttributeDefinition> fields(ObjectClassDefinition form) {
    AttributeDefinition[] all = form.getAttributeDefinitions(ObjectClassDefinition.ALL);
    return all == null ? List.of() : Arrays.stream(all).collect(Collectors.toList());
  }
}
