package io.understudy.hook.ocf;

import io.understudy.hook.ocf.Metadata.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/// One field of a form, as Metatype shows it. It refuses nothing: the settings check does, and says
/// what would be right.
///
/// @param type one of [AttributeDefinition]'s
/// @param otherwise its default; empty if there is none
record Field(
    String id, String name, String description, int type, boolean required, String otherwise)
    implements AttributeDefinition {
  static Field of(Parameter one) {
    int type =
        switch (one.type()) {
          case "integer" -> INTEGER;
          case "boolean" -> BOOLEAN;
          default -> STRING;
        };
    return new Field(
        one.name(),
        one.name(),
        one.words(),
        type,
        one.required() && one.otherwise().isEmpty(),
        one.otherwise());
  }

  Field describedAs(String words) {
    return new Field(id, name, words, type, required, otherwise);
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
    return null;
  }

  @Override
  public String @Nullable [] getOptionValues() {
    return null;
  }

  @Override
  public String validate(String value) {
    return "";
  }
}
