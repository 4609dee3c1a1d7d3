package io.understudy.hook.ocf;

import io.understudy.api.ServiceHook;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/// Shows what the agents in use say of their parameters to whoever asks Metatype.
///
/// The factory PID's form is the bundle's own, with the parameters of all agents in use explained
/// at `parameters`: that is what a web console's form shows. The PID of each configured service has
/// the form of its agent: one field a parameter.
@Component(
    service = {},
    immediate = true)
public final class AgentForms implements MetaTypeProvider {
  private static final String DOCUMENT =
      "OSGI-INF/metatype/" + OcfHookConfiguration.class.getName() + ".xml";

  private final BundleContext context;
  private final AgentCatalog catalog;
  private final Form own;
  private final ServiceRegistration<MetaTypeProvider> factory;
  private final Map<String, Registered> services = new ConcurrentHashMap<>();

  private record Registered(Agent agent, ServiceRegistration<MetaTypeProvider> registration) {}

  @Activate
  public AgentForms(BundleContext context, @Reference AgentCatalog catalog) throws IOException {
    this.context = context;
    this.catalog = catalog;
    this.own = own();
    this.factory = register(METATYPE_FACTORY_PID, OcfHookSettings.PID, this);
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
      target = "(service.factoryPid=" + OcfHookSettings.PID + ")")
  void bindHook(ServiceHook hook, Map<String, Object> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    Agent agent = Agent.of(String.valueOf(properties.get("agent")).strip(), Agent.ROOT);
    services.put(pid, new Registered(agent, register(METATYPE_PID, pid, new OfAgent(agent))));
  }

  void unbindHook(ServiceHook hook, Map<String, Object> properties) {
    Registered gone = services.remove(String.valueOf(properties.get("service.pid")));
    if (gone != null) {
      gone.registration.unregister();
    }
  }

  @Deactivate
  public void close() {
    services.values().forEach(one -> one.registration.unregister());
    factory.unregister();
  }

  @Override
  public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
    Map<String, Agent> used = new TreeMap<>();
    services.values().forEach(one -> used.put(one.agent.toString(), one.agent));
    Map<Agent, Metadata> known = new ConcurrentHashMap<>();
    used.values().forEach(one -> catalog.read(one).ifPresent(read -> known.put(one, read)));
    return own.explaining(known);
  }

  @Override
  public String @Nullable [] getLocales() {
    return null;
  }

  private static Form own() throws IOException {
    URL document = AgentForms.class.getClassLoader().getResource(DOCUMENT);
    if (document == null) {
      throw new IllegalStateException("the bundle lacks " + DOCUMENT);
    }
    try (InputStream in = document.openStream()) {
      return Form.parse(in);
    }
  }

  private final class OfAgent implements MetaTypeProvider {
    private final Agent agent;

    OfAgent(Agent agent) {
      this.agent = agent;
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
      return catalog
          .read(agent)
          .map(known -> Form.of(id, agent, known))
          .orElseGet(() -> new Form(id, agent.toString(), "it tells no metadata", List.of()));
    }

    @Override
    public String @Nullable [] getLocales() {
      return null;
    }
  }
}
