package io.understudy.engine;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells [SharedSettings] what this node's configurations are, after each change.
final class Configurations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);
  private static final String OURS = "(service.pid=io.understudy.*)";

  private final ConfigurationAdmin admin;
  private final SharedSettings shared;
  private final ServiceRegistration<ConfigurationListener> listening;

  Configurations(BundleContext context, ConfigurationAdmin admin, SharedSettings shared) {
    this.admin = admin;
    this.shared = shared;
    this.listening = context.registerService(ConfigurationListener.class, event -> read(), null);
    read();
  }

  private synchronized void read() {
    Map<String, Map<String, Object>> all = new HashMap<>();
    try {
      Configuration[] found = admin.listConfigurations(OURS);
      for (Configuration one : found == null ? new Configuration[0] : found) {
        Dictionary<String, Object> values = one.getProperties();
        if (values != null) {
          all.put(one.getPid().replace('~', '-'), map(values));
        }
      }
      shared.are(all);
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      LOG.debug("the configurations can't be read just now", e);
    }
  }

  private static Map<String, Object> map(Dictionary<String, Object> values) {
    Map<String, Object> map = new HashMap<>();
    Collections.list(values.keys()).forEach(key -> map.put(key, values.get(key)));
    return map;
  }

  @Override
  public void close() {
    listening.unregister();
  }
}
