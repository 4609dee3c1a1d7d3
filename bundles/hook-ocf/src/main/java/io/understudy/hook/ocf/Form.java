package io.understudy.hook.ocf;

import java.io.InputStream;
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
record Form(String id, String name, String description, List<Field> fields)
    implements ObjectClassDefinition {
  private static final String PARAMETERS = "parameters";

  /// {@return the form of an agent's own parameters}
  static Form of(String id, Agent agent, Metadata metadata) {
    return new Form(
        id,
        agent.toString(),
        metadata.summary(),
        metadata.parameters().stream().map(Field::of).toList());
  }

  /// Reads the description that the build made of [OcfHookConfiguration].
  static Form parse(InputStream document) {
    try {
      XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(document);
      List<Field> fields = new ArrayList<>();
      Form form = new Form("", "", "", List.of());
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "OCD" ->
                form =
                    new Form(
                        text(xml, "id"), text(xml, "name"), text(xml, "description"), List.of());
            case "AD" ->
                fields.add(
                    new Field(
                        text(xml, "id"),
                        text(xml, "name"),
                        text(xml, "description"),
                        AttributeDefinition.STRING,
                        !text(xml, "required").equals("false"),
                        text(xml, "default")));
            default -> {}
          }
        }
      }
      return new Form(form.id, form.name, form.description, List.copyOf(fields));
    } catch (XMLStreamException broken) {
      throw new IllegalStateException("the bundle's own description is broken", broken);
    }
  }

  private static String text(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  /// {@return this form, which also tells at `parameters` what the agents take}
  Form explaining(Map<Agent, Metadata> agents) {
    String known =
        agents.entrySet().stream()
            .map(entry -> ". " + entry.getKey() + " takes " + words(entry.getValue()))
            .sorted()
            .collect(Collectors.joining());
    return new Form(
        id,
        name,
        description,
        fields.stream()
            .map(
                one ->
                    one.id().equals(PARAMETERS) ? one.describedAs(one.description() + known) : one)
            .toList());
  }

  private static String words(Metadata metadata) {
    return metadata.parameters().stream()
        .map(
            one ->
                "%s%s: %s%s"
                    .formatted(
                        one.name(),
                        one.required() ? " (needed)" : "",
                        one.words(),
                        one.otherwise().isEmpty() ? "" : " [" + one.otherwise() + "]"))
        .collect(Collectors.joining("; "));
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
