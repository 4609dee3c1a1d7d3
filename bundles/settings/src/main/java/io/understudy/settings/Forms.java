package io.understudy.settings;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/// Forms with lists that are made when somebody looks: which interfaces and agents there are.
/// Metatype takes a bundle's document as it is, so this bundle, which has none, and which is found
/// before the others since it is installed before them, repeats what they say with lists added.
final class Forms {
  private final BundleContext context;
  private final Designates designates;
  private final ConfigurationAdmin admin;
  private final Function<String, Map<String, List<String>>> choices;
  private final Map<String, ServiceRegistration<MetaTypeProvider>> offered =
      new ConcurrentHashMap<>();

  /// @param choices what may be chosen, by kind and key
  Forms(
      BundleContext context,
      Designates designates,
      ConfigurationAdmin admin,
      Function<String, Map<String, List<String>>> choices) {
    this.context = context;
    this.designates = designates;
    this.admin = admin;
    this.choices = choices;
  }

  /// Somebody who can say what may be chosen for settings of this kind came or went.
  synchronized void reconsider(String kind) {
    if (choices.apply(kind).isEmpty()) {
      ServiceRegistration<MetaTypeProvider> gone = offered.remove(kind);
      if (gone != null) {
        gone.unregister();
      }
    } else if (!offered.containsKey(kind)) {
      designates.describing(kind).ifPresent(all -> offer(kind, Designates.isFactory(all, kind)));
    }
  }

  private void offer(String kind, boolean factory) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(
        factory ? MetaTypeProvider.METATYPE_FACTORY_PID : MetaTypeProvider.METATYPE_PID, kind);
    offered.put(kind, context.registerService(MetaTypeProvider.class, new Provider(), properties));
  }

  synchronized void close() {
    offered.values().forEach(ServiceRegistration::unregister);
    offered.clear();
  }

  private final class Provider implements MetaTypeProvider {
    @Override
    public @Nullable ObjectClassDefinition getObjectClassDefinition(
        String kind, @Nullable String locale) {
      MetaTypeInformation all = designates.describing(kind).orElse(null);
      return all == null
          ? null
          : new Form(all.getObjectClassDefinition(kind, locale), kind, choices.apply(kind));
    }

    @Override
    public String @Nullable [] getLocales() {
      return null;
    }
  }

  private final class Form implements ObjectClassDefinition {
    private final ObjectClassDefinition described;
    private final String kind;
    private final Map<String, List<String>> lists;

    Form(ObjectClassDefinition described, String kind, Map<String, List<String>> lists) {
      this.described = described;
      this.kind = kind;
      this.lists = lists;
    }

    @Override
    public String getName() {
      return described.getName();
    }

    @Override
    public String getID() {
      return described.getID();
    }

    @Override
    public String getDescription() {
      return described.getDescription();
    }

    @Override
    public AttributeDefinition @Nullable [] getAttributeDefinitions(int filter) {
      AttributeDefinition[] all = described.getAttributeDefinitions(filter);
      return all == null
          ? null
          : Arrays.stream(all)
              .map(
                  one -> {
                    List<String> list = lists.getOrDefault(one.getID(), List.of());
                    return list.isEmpty() ? one : new Field(one, offer(one, list));
                  })
              .toArray(AttributeDefinition[]::new);
    }

    /// What is there, what is chosen already though it isn't there just now, and nothing where
    /// that is allowed.
    private String[] offer(AttributeDefinition field, List<String> list) {
      Set<String> all = new LinkedHashSet<>();
      String[] otherwise = field.getDefaultValue();
      if (otherwise != null) {
        all.addAll(Arrays.asList(otherwise));
      }
      all.addAll(list);
      chosen(kind, field.getID()).forEach(all::add);
      return all.toArray(String[]::new);
    }

    @Override
    public @Nullable InputStream getIcon(int size) throws IOException {
      return described.getIcon(size);
    }
  }

  private List<String> chosen(String kind, String key) {
    try {
      Configuration[] found =
          admin.listConfigurations(
              "(|(service.pid=%s)(service.factoryPid=%s))".formatted(kind, kind));
      return found == null
          ? List.of()
          : Arrays.stream(found)
              .map(one -> one.getProperties() == null ? null : one.getProperties().get(key))
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .sorted()
              .toList();
    } catch (IOException | InvalidSyntaxException unreadable) {
      return List.of();
    }
  }

  private record Field(AttributeDefinition described, String[] options)
      implements AttributeDefinition {
    @Override
    public String getName() {
      return described.getName();
    }

    @Override
    public String getID() {
      return described.getID();
    }

    @Override
    public String getDescription() {
      return described.getDescription();
    }

    @Override
    public int getCardinality() {
      return described.getCardinality();
    }

    @Override
    public int getType() {
      return described.getType();
    }

    @Override
    public String[] getOptionValues() {
      return options.clone();
    }

    @Override
    public String[] getOptionLabels() {
      return options.clone();
    }

    @Override
    public @Nullable String validate(String value) {
      return described.validate(value);
    }

    @Override
    public String @Nullable [] getDefaultValue() {
      return described.getDefaultValue();
    }
  }
}
