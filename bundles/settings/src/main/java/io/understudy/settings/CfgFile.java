package io.understudy.settings;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a .cfg file as File Install will: properties in UTF-8, `${name}` replaced by a system
/// property.
final class CfgFile {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

  private CfgFile() {}

  static Map<String, Object> read(File file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file.toPath(), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IllegalArgumentException malformed) {
      throw new IOException(malformed.getMessage(), malformed);
    }
    Map<String, Object> values = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      values.put(key, filledIn(properties.getProperty(key)));
    }
    return values;
  }

  static String filledIn(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            variable -> Matcher.quoteReplacement(System.getProperty(variable.group(1), "")));
  }
}
