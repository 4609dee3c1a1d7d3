package io.understudy.settings;

import io.understudy.api.CfgFiles;
import io.understudy.api.SettingsCheck.Objection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Writes edits of configurations into their files, from where [CfgGate] takes them.
@Component(service = {CfgFiles.class, CfgEditor.class})
public final class CfgEditor implements CfgFiles {
  private static final String MODE = "rw-r--r--";
  private static final List<String> NAMING = List.of("name", "id", "group");

  private final Path config;
  private final SettingsGuard guard;

  @Activate
  public CfgEditor(BundleContext context, @Reference SettingsGuard guard) {
    this.config = Path.of(context.getProperty("understudy.home"), "config");
    this.guard = guard;
  }

  @Override
  public synchronized Map<String, Object> write(
      String pid, @Nullable String factoryPid, Map<String, Object> settings)
      throws Refused, IOException {
    Map<String, String> wanted = texts(settings);
    Names names = names(pid, factoryPid, wanted);
    Path file = file(names);
    boolean there = Files.exists(file);
    if (there && madeUp(pid, factoryPid)) {
      throw new Refused("%s is there already; edit that one".formatted(file.getFileName()));
    }
    String text = text(names, wanted);
    if (!there || !text.equals(Files.readString(file))) {
      replace(file, text);
    }
    Map<String, Object> result = new TreeMap<>(guard.plain(names, CfgFile.read(file.toFile())));
    result.put(CfgGate.FILE, file.toAbsolutePath().toFile().toURI().toString());
    return result;
  }

  void replace(Path file, String text) throws IOException {
    WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8), MODE);
  }

  /// {@return whether anybody takes settings of this name}
  boolean knows(Names names) {
    return guard.knows(names);
  }

  /// {@return the file's text with some settings changed; the others stay}
  ///
  /// @param settings an empty value is taken out
  String changed(Names names, Map<String, String> settings) throws Refused, IOException {
    return text(names, merged(names, settings));
  }

  private String text(Names names, Map<String, String> wanted) throws Refused, IOException {
    check(names, wanted);
    Path file = file(names);
    return CfgText.of(Files.exists(file) ? Files.readString(file) : "")
        .with(
            wanted,
            (key, written, value) -> same(names, key, written, value),
            setting -> guard.isDefault(names, setting.getKey(), setting.getValue()))
        .toString();
  }

  private Map<String, String> merged(Names names, Map<String, String> settings) throws IOException {
    Path file = file(names);
    Map<String, String> all = new TreeMap<>();
    if (Files.exists(file)) {
      CfgFile.read(file.toFile()).forEach((key, value) -> all.put(key, value.toString()));
    }
    all.putAll(settings);
    return all;
  }

  private void check(Names names, Map<String, String> wanted) throws Refused, IOException {
    Path file = file(names);
    if (Files.exists(file) && !guard.isAsConfigured(names, CfgFile.read(file.toFile()))) {
      throw new Refused(
          "%s was edited meanwhile, or is refused as it is; reload, and try again"
              .formatted(file.getFileName()));
    }
    Map<String, Object> given = new TreeMap<>();
    wanted.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            given.put(key, CfgFile.filledIn(value));
          }
        });
    List<Objection> objections = guard.objections(names, given);
    if (!objections.isEmpty()) {
      throw new Refused(
          objections.stream()
              .map(
                  one ->
                      "%s: %s: %s; %s".formatted(names.file(), one.key(), one.what(), one.remedy()))
              .collect(Collectors.joining("\n")));
    }
  }

  @Override
  public synchronized void delete(String pid, @Nullable String factoryPid) throws IOException {
    if (!madeUp(pid, factoryPid)) {
      Files.deleteIfExists(file(new Names(pid, factoryPid)));
    }
  }

  /// {@return whether Config Admin made the name up: it doesn't name a file}
  private static boolean madeUp(String pid, @Nullable String factoryPid) {
    return factoryPid != null && !pid.startsWith(factoryPid + "~");
  }

  private static Names names(String pid, @Nullable String factoryPid, Map<String, String> settings)
      throws Refused {
    if (!madeUp(pid, factoryPid)) {
      return new Names(pid, factoryPid);
    }
    String name =
        NAMING.stream()
            .map(key -> settings.getOrDefault(key, ""))
            .filter(value -> value.matches("[A-Za-z0-9._]+"))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        "give it a name of letters and digits: its file is called after it"));
    return new Names(factoryPid + "~" + name, factoryPid);
  }

  /// {@return where these settings are, or would be}
  Path file(Names names) {
    Path tilde = config.resolve(names.pid() + ".cfg");
    return Files.exists(tilde) ? tilde : config.resolve(names.file());
  }

  private boolean same(Names names, String key, String written, String wanted) {
    return guard
        .plain(names, Map.of(key, CfgFile.filledIn(written)))
        .equals(guard.plain(names, Map.of(key, wanted)));
  }

  private static Map<String, String> texts(Map<String, Object> settings) {
    Map<String, String> texts = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (!key.startsWith("service.") && !key.startsWith("felix.fileinstall.")) {
            texts.put(key, text(value));
          }
        });
    return texts;
  }

  private static String text(Object value) {
    Stream<?> parts =
        switch (value) {
          case Object[] array -> Arrays.stream(array);
          case Collection<?> many -> many.stream();
          default -> Stream.of(value);
        };
    return parts.map(Object::toString).map(String::strip).collect(Collectors.joining(", "));
  }
}
