package io.understudy.settings;

import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/// What Metatype would say of a component with a few settings.
final class DummyDescription implements ObjectClassDefinition {
  record Attribute(String getID, int getType, boolean required, int getCardinality)
      implements AttributeDefinition {
    @Override
    public String getName() {
      return getID;
    }

    @Override
    public String getDescription() {
      return "the " + getID;
    }

    @Override
    public String @Nullable [] getOptionValues() {
      return null;
    }

    @Override
    public String @Nullable [] getOptionLabels() {
      return null;
    }

    @Override
    public @Nullable String validate(String value) {
      if (getType == INTEGER) {
        try {
          return Integer.parseInt(value) < 1 ? "too small" : "";
        } catch (NumberFormatException wrong) {
          return "no number";
        }
      }
      return null;
    }

    @Override
    public String @Nullable [] getDefaultValue() {
      return null;
    }
  }

  private final Attribute[] attributes;

  DummyDescription(Attribute... attributes) {
    this.attributes = attributes;
  }

  @Override
  public AttributeDefinition[] getAttributeDefinitions(int filter) {
    return Arrays.stream(attributes)
        .filter(
            attribute ->
                filter == ALL || attribute.required() == (filter == ObjectClassDefinition.REQUIRED))
        .toArray(AttributeDefinition[]::new);
  }

  @Override
  public String getName() {
    return "dummy";
  }

  @Override
  public String getID() {
    return "dummy";
  }

  @Override
  public String getDescription() {
    return "dummy";
  }

  @Override
  public @Nullable InputStream getIcon(int size) {
    return null;
  }
}
