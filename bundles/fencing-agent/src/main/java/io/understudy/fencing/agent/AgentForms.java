package io.understudy.fencing.agent;

import io.understudy.api.Fence;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/// Shows what the agents say of their parameters to whoever asks Metatype.
///
/// The factory PID's form is the bundle's own, with the parameters of all agents in use explained
/// at `parameters`: that is what a web console's form shows. The PID of each configured fence has
/// the form of its agent: one attribute a parameter, with default and choices.
@Component(
    service = {},
    immediate = true)
public final class AgentForms implements MetaTypeProvider {
  private static final String DOCUMENT =
      "OSGI-INF/metatype/" + AgentConfiguration.class.getName() + ".xml";

  private final BundleContext context;
  private final AgentCatalog catalog;
  private final AgentForm own;
  private final ServiceRegistration<MetaTypeProvider> factory;
  private final Map<String, ServiceRegistration<MetaTypeProvider>> fences =
      new ConcurrentHashMap<>();

  @Activate
  public AgentForms(BundleContext context, @Reference AgentCatalog catalog) throws IOException {
    this.context = context;
    this.catalog = catalog;
    this.own = own();
    this.factory = register(METATYPE_FACTORY_PID, AgentSettings.PID, this);
  }

  private ServiceRegistration<MetaTypeProvider> register(
      String kind, String pid, MetaTypeProvider provider) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(kind, pid);
    return context.registerService(MetaTypeProvider.class, provider, properties);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      target = "(" + "service.factoryPid=" + AgentSettings.PID + ")")
  void bindFence(Fence fence, Map<String, Object> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    Path program = AgentSettings.program(String.valueOf(properties.get("agent")));
    fences.put(pid, register(METATYPE_PID, pid, new OfAgent(program)));
  }

  void unbindFence(Fence fence, Map<String, Object> properties) {
    ServiceRegistration<MetaTypeProvider> gone =
        fences.remove(String.valueOf(properties.get("service.pid")));
    if (gone != null) {
      gone.unregister();
    }
  }

  @Deactivate
  public void close() {
    fences.values().forEach(ServiceRegistration::unregister);
    factory.unregister();
  }

  @Override
  public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
    return own.explaining(catalog.all());
  }

  @Override
  public String @Nullable [] getLocales() {
    return null;
  }

  private static AgentForm own() throws IOException {
    URL document = AgentForms.class.getClassLoader().getResource(DOCUMENT);
    if (document == null) {
      throw new IllegalStateException("the bundle lacks " + DOCUMENT);
    }
    try (InputStream in = document.openStream()) {
      return AgentForm.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /// The form of one agent; empty until it has told its parameters.
  private final class OfAgent implements MetaTypeProvider {
    private final Path program;

    OfAgent(Path program) {
      this.program = program;
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
      String name = program.getFileName().toString();
      return catalog
          .find(program)
          .map(known -> AgentForm.of(id, name, known))
          .orElseGet(
              () -> new AgentForm(id, name, "the agent didn't tell its parameters", List.of()));
    }

    @Override
    public String @Nullable [] getLocales() {
      return null;
    }
  }
}
