package io.understudy.hook.ocf;

import io.understudy.hook.ocf.Metadata.Parameter;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads the XML that an agent writes for `meta-data`. An agent is foreign: no document type, no
/// entities, and bounded in every direction.
final class MetadataReader {
  private static final int MOST = 500;
  private static final int LONGEST = 1000;
  private static final Pattern LIMIT = Pattern.compile("(\\d{1,9})\\s*(ms|msec|s|sec|m|min|h|hr)?");

  private final XMLStreamReader xml;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Map<String, Duration> actions = new TreeMap<>();
  private String summary = "";

  private MetadataReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /// {@return what it says; empty if that isn't metadata}
  static Optional<Metadata> read(String text) {
    int start = text.indexOf('<');
    if (start < 0) {
      return Optional.empty();
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text.substring(start)));
      MetadataReader reader = new MetadataReader(xml);
      reader.agent();
      // Without these it is no resource agent.
      return reader.actions.containsKey("start") && reader.actions.containsKey("monitor")
          ? Optional.of(
              new Metadata(
                  reader.summary, List.copyOf(reader.parameters), Map.copyOf(reader.actions)))
          : Optional.empty();
    } catch (XMLStreamException | IllegalStateException rubbish) {
      return Optional.empty();
    }
  }

  private void agent() throws XMLStreamException {
    while (xml.hasNext() && parameters.size() < MOST && actions.size() < MOST) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "shortdesc" -> summary = cut(xml.getElementText());
          case "parameter" -> parameters.add(parameter());
          case "action" ->
              actions.merge(
                  attribute("name"),
                  limit(attribute("timeout")),
                  (one, other) -> one.compareTo(other) > 0 ? one : other);
          default -> {}
        }
      }
    }
  }

  private Parameter parameter() throws XMLStreamException {
    String name = attribute("name");
    boolean required = attribute("required").matches("1|true|yes");
    String type = "string";
    String otherwise = "";
    String summed = "";
    String longer = "";
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("parameter")) {
        break;
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "content" -> {
            type = attribute("type");
            otherwise = attribute("default");
          }
          case "shortdesc" -> summed = cut(xml.getElementText());
          case "longdesc" -> longer = cut(xml.getElementText());
          default -> {}
        }
      }
    }
    return new Parameter(name, type, required, otherwise, summed.isEmpty() ? longer : summed);
  }

  /// Seconds, unless it says otherwise.
  private static Duration limit(String text) {
    Matcher form = LIMIT.matcher(text.strip());
    if (!form.matches()) {
      return OcfHookSettings.USUAL;
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms", "msec" -> Duration.ofMillis(number);
      case "m", "min" -> Duration.ofMinutes(number);
      case "h", "hr" -> Duration.ofHours(number);
      case null, default -> Duration.ofSeconds(number);
    };
  }

  private String attribute(String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : cut(value);
  }

  private static String cut(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
  }
}
