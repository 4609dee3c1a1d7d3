package io.understudy.fencing.agent;

import io.understudy.fencing.agent.AgentMetadata.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/// One field of a form, as Metatype shows it. It refuses nothing: the settings check does, and says
/// what would be right.
///
/// @param type one of [AttributeDefinition]'s
/// @param otherwise its default; empty if there is none
record FormField(
    String id,
    String name,
    String description,
    int type,
    boolean required,
    String otherwise,
    List<String> options)
    implements AttributeDefinition {
  static FormField of(Parameter one) {
    return new FormField(
        one.name(),
        one.name(),
        one.words(),
        type(one),
        one.required() && one.otherwise().isEmpty(),
        one.otherwise(),
        one.options());
  }

  private static int type(Parameter one) {
    if (Parameters.isSecret(one.name())) {
      return PASSWORD;
    }
    return switch (one.type()) {
      case "integer", "second" -> INTEGER;
      case "boolean" -> BOOLEAN;
      default -> STRING;
    };
  }

  FormField describedAs(String words) {
    return new FormField(id, name, words, type, required, otherwise, options);
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
  public int getType() {
    return type;
  }

  @Override
  public int getCardinality() {
    return 0;
  }

  @Override
  public String @Nullable [] getDefaultValue() {
    return otherwise.isEmpty() ? null : new String[] {otherwise};
  }

  @Override
  public String @Nullable [] getOptionLabels() {
    return getOptionValues();
  }

  @Override
  public String @Nullable [] getOptionValues() {
    return options.isEmpty() ? null : options.toArray(String[]::new);
  }

  @Override
  public String validate(String value) {
    return "";
  }
}
