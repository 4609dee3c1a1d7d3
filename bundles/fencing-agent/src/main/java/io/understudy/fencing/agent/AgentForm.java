package io.understudy.fencing.agent;

import io.understudy.fencing.agent.AgentMetadata.Parameter;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/// A form of settings, as Metatype shows it.
record AgentForm(String id, String name, String description, List<FormField> fields)
    implements ObjectClassDefinition {
  private static final String PARAMETERS = "parameters";

  /// {@return the form of an agent's own parameters}
  static AgentForm of(String id, String agent, AgentMetadata metadata) {
    return new AgentForm(
        id, agent, metadata.summary(), metadata.settable().stream().map(FormField::of).toList());
  }

  /// Reads the description that the build made of [AgentConfiguration].
  static AgentForm parse(String document) {
    try {
      XMLStreamReader xml =
          XMLInputFactory.newDefaultFactory().createXMLStreamReader(new StringReader(document));
      List<FormField> fields = new ArrayList<>();
      String id = "";
      String name = "";
      String description = "";
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "OCD" -> {
              id = text(xml, "id");
              name = text(xml, "name");
              description = text(xml, "description");
            }
            case "AD" ->
                fields.add(
                    new FormField(
                        text(xml, "id"),
                        text(xml, "name"),
                        text(xml, "description"),
                        text(xml, "type").equals("Integer")
                            ? AttributeDefinition.INTEGER
                            : AttributeDefinition.STRING,
                        !text(xml, "required").equals("false"),
                        text(xml, "default"),
                        List.of()));
            default -> {}
          }
        }
      }
      return new AgentForm(id, name, description, List.copyOf(fields));
    } catch (XMLStreamException broken) {
      throw new IllegalStateException("the bundle's own description is broken", broken);
    }
  }

  private static String text(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// {@return this form, which also tells at `parameters` what the agents take}
  AgentForm explaining(Map<Path, AgentMetadata> agents) {
    if (agents.isEmpty()) {
      return this;
    }
    String known =
        agents.entrySet().stream()
            .map(entry -> words(entry.getKey().getFileName().toString(), entry.getValue()))
            .collect(Collectors.joining(". "));
    return new AgentForm(
        id,
        name,
        description,
        fields.stream()
            .map(
                field ->
                    field.id().equals(PARAMETERS)
                        ? field.describedAs(field.description() + ". " + known)
                        : field)
            .toList());
  }

  private static String words(String agent, AgentMetadata metadata) {
    return metadata.settable().stream()
        .filter(one -> !Parameters.isSecret(one.name()))
        .map(AgentForm::words)
        .collect(Collectors.joining("; ", agent + " takes ", ""));
  }

  private static String words(Parameter one) {
    StringBuilder words = new StringBuilder(one.name());
    words
        .append(one.required() ? " (needed)" : "")
        .append(": ")
        .append(one.words().replaceFirst("\\.$", ""));
    if (!one.options().isEmpty()) {
      words.append(": ").append(String.join(" | ", one.options()));
    }
    return one.otherwise().isEmpty()
        ? words.toString()
        : words.append(" [").append(one.otherwise()).append(']').toString();
  }

  @Override
  public String getID() {
    return id;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getDescription() {
    return description;
  }

  @Override
  public AttributeDefinition[] getAttributeDefinitions(int filter) {
    return fields.stream()
        .filter(
            field ->
                switch (filter) {
                  case REQUIRED -> field.required();
                  case OPTIONAL -> !field.required();
                  default -> true;
                })
        .toArray(AttributeDefinition[]::new);
  }

  @Override
  public @Nullable InputStream getIcon(int size) {
    return null;
  }
}
