package io.understudy.fencing.agent;

import io.understudy.fencing.agent.AgentMetadata.Parameter;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads the XML that an agent writes for `metadata`. An agent is foreign: no document type, no
/// entities, and bounded in every direction.
final class MetadataReader {
  private static final int MOST = 500;
  private static final int LONGEST = 1000;

  private final XMLStreamReader xml;
  private final List<Parameter> parameters = new ArrayList<>();
  private String summary = "";

  private MetadataReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /// {@return what it says; empty if that isn't metadata}
  static Optional<AgentMetadata> read(String text) {
    // Libraries of the agent's language may have warned before.
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
      return reader.parameters.isEmpty()
          ? Optional.empty()
          : Optional.of(new AgentMetadata(reader.summary, List.copyOf(reader.parameters)));
    } catch (XMLStreamException | IllegalStateException rubbish) {
      return Optional.empty();
    }
  }

  private void agent() throws XMLStreamException {
    while (xml.hasNext() && parameters.size() < MOST) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "resource-agent" -> summary = attribute("shortdesc");
          case "parameter" -> parameters.add(parameter());
          default -> {}
        }
      }
    }
  }

  private Parameter parameter() throws XMLStreamException {
    String name = attribute("name");
    boolean required = attribute("required").equals("1");
    boolean deprecated = attribute("deprecated").equals("1");
    String type = "string";
    String otherwise = "";
    String words = "";
    List<String> options = new ArrayList<>();
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
          case "option" -> options.add(attribute("value"));
          case "shortdesc", "longdesc" -> {
            String text = cut(xml.getElementText());
            words = words.isEmpty() ? text : words;
          }
          default -> {}
        }
      }
      if (options.size() > MOST) {
        throw new XMLStreamException("too many options");
      }
    }
    return new Parameter(name, type, required, deprecated, otherwise, List.copyOf(options), words);
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
