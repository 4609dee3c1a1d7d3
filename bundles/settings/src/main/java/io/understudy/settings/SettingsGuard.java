package io.understudy.settings;

import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.SettingsCheck;
import io.understudy.api.SettingsCheck.Objection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands between Config Admin and the components: settings that somebody objects to are replaced
/// by the last good ones on their way, and told as problems until they are mended.
@Component(
    service = {
      SettingsGuard.class,
      ConfigurationPlugin.class,
      ConfigurationListener.class,
      Reporting.class
    },
    immediate = true,
    property = ConfigurationPlugin.CM_RANKING + ":Integer=500")
public final class SettingsGuard implements ConfigurationPlugin, ConfigurationListener, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsGuard.class);
  private static final String FACTORY_PID = ConfigurationAdmin.SERVICE_FACTORYPID;

  private final Refusals refusals = new Refusals();
  private final Map<String, Names> configured = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Object>> delivered = new ConcurrentHashMap<>();
  private final ExecutorService later =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("settings").factory());
  private final Designates designates;
  private final ConfigurationAdmin admin;
  private final Judge judge;
  private final Forms forms;
  private final LastGood good;

  @Activate
  public SettingsGuard(
      BundleContext context,
      @Reference MetaTypeService metatypes,
      @Reference ConfigurationAdmin admin) {
    this.admin = admin;
    this.designates = new Designates(context, metatypes);
    this.judge = new Judge(designates::find);
    this.forms = new Forms(context, designates, admin, judge::choices);
    this.good = new LastGood(Path.of(context.getProperty("understudy.home"), "data", "good"));
  }

  @Deactivate
  void close() {
    forms.close();
    designates.close();
    later.shutdownNow();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindCheck(SettingsCheck check, Map<String, Object> properties) {
    String kind = String.valueOf(properties.get(SettingsCheck.PID));
    judge.add(kind, check);
    later(
        () -> {
          reconsider(kind);
          forms.reconsider(kind);
        });
  }

  void unbindCheck(SettingsCheck check, Map<String, Object> properties) {
    judge.remove(check);
    later(() -> forms.reconsider(String.valueOf(properties.get(SettingsCheck.PID))));
  }

  private void later(Runnable what) {
    try {
      later.execute(what);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed meanwhile", closed);
    }
  }

  /// Before a file's new contents reach Config Admin: may they?
  ///
  /// @return false if they are refused and what is in force stays, without anybody noticing
  boolean admits(Names names, Map<String, Object> settings) {
    List<Objection> objections = judge.objections(names, settings);
    if (objections.isEmpty() || !isInForce(names)) {
      return true;
    }
    refusals.refuse(names, objections, Refusals.Consequence.LAST_GOOD);
    return false;
  }

  List<Objection> objections(Names names, Map<String, Object> settings) {
    return judge.objections(names, settings);
  }

  /// {@return whether anybody takes settings of this name}
  boolean knows(Names names) {
    return judge.knows(names);
  }

  /// {@return the settings with each flag as Config Admin knows flags} A file may say `on`.
  Map<String, Object> plain(Names names, Map<String, Object> settings) {
    return designates.find(names.kind()).map(shape -> shape.plain(settings)).orElse(settings);
  }

  /// {@return whether it may as well be left out}
  boolean isDefault(Names names, String key, String value) {
    return designates.find(names.kind()).filter(shape -> shape.isDefault(key, value)).isPresent();
  }

  /// {@return whether Config Admin has these settings}
  boolean isAsConfigured(Names names, Map<String, Object> settings) throws IOException {
    try {
      for (Configuration configuration : configurations(names.pid())) {
        if (own(configuration.getProperties()).equals(plain(names, settings))) {
          return true;
        }
      }
      return false;
    } catch (InvalidSyntaxException odd) {
      throw new IOException(odd);
    }
  }

  /// {@return whether a component works with good settings of this name}
  boolean isInForce(Names names) {
    Map<String, Object> inForce = delivered.get(names.pid());
    return inForce != null && judge.objections(names, inForce).isEmpty();
  }

  /// Config Admin was given the file. If it says again what is in force, no component is told, so
  /// that this is the place to end a refusal.
  void admitted(Names names) {
    try {
      for (Configuration configuration : configurations(names.pid())) {
        if (own(configuration.getProperties()).equals(delivered.get(names.pid()))
            && isInForce(names)) {
          refusals.accept(names);
        }
      }
    } catch (IOException | InvalidSyntaxException | IllegalStateException failed) {
      LOG.warn("{} could not be judged again: {}", names.file(), failed.toString());
    }
  }

  /// A file that can't even be read.
  void unreadable(Names names, String what, String remedy) {
    refusals.refuse(
        names,
        List.of(new Objection("(file)", what, remedy)),
        isInForce(names) ? Refusals.Consequence.LAST_GOOD : Refusals.Consequence.NONE);
  }

  @Override
  public void modifyConfiguration(
      ServiceReference<?> taker, Dictionary<String, Object> properties) {
    Object factory = properties.get(FACTORY_PID);
    Names names =
        new Names(
            properties.get("service.pid").toString(), factory == null ? null : factory.toString());
    configured.put(names.pid(), names);
    if (judge.knows(names)) {
      Map<String, Object> wanted = own(properties);
      Map<String, Object> given = verdict(names, wanted);
      if (!given.equals(wanted)) {
        wanted.keySet().forEach(properties::remove);
        given.forEach(properties::put);
      }
      delivered.put(names.pid(), given);
    }
  }

  private Map<String, Object> verdict(Names names, Map<String, Object> wanted) {
    List<Objection> objections = judge.objections(names, wanted);
    if (objections.isEmpty()) {
      if (judge.hasCheck(names)) {
        good.put(names.pid(), wanted);
      }
      refusals.accept(names);
      return wanted;
    }
    Optional<Map<String, Object>> fallback =
        good.get(names.pid())
            .or(() -> Optional.ofNullable(delivered.get(names.pid())))
            .filter(last -> judge.objections(names, last).isEmpty());
    refusals.refuse(
        names,
        objections,
        fallback.isPresent() ? Refusals.Consequence.LAST_GOOD : Refusals.Consequence.NONE);
    return fallback.orElse(wanted);
  }

  /// A check has come: what was let through without it may have to be taken back, and what a part
  /// that has gone objected to may be good now.
  private void reconsider(String kind) {
    try {
      for (Configuration configuration : configurations(kind)) {
        Names names = new Names(configuration.getPid(), configuration.getFactoryPid());
        if (!judge.knows(names)) {
          continue;
        }
        Map<String, Object> wanted = own(configuration.getProperties());
        Map<String, Object> given = verdict(names, wanted);
        Map<String, Object> before = delivered.put(names.pid(), given);
        if (before != null && !before.equals(given)) {
          configuration.update(configuration.getProperties());
        }
      }
    } catch (IOException | InvalidSyntaxException | IllegalStateException failed) {
      LOG.warn("settings of {} could not be judged again: {}", kind, failed.toString());
    }
  }

  private List<Configuration> configurations(String kind)
      throws IOException, InvalidSyntaxException {
    Configuration[] found =
        admin.listConfigurations("(|(service.pid=%s)(%s=%s))".formatted(kind, FACTORY_PID, kind));
    return found == null ? List.of() : List.of(found);
  }

  private static Map<String, Object> own(Dictionary<String, Object> properties) {
    Map<String, Object> all = new TreeMap<>();
    Collections.list(properties.keys()).stream()
        .filter(key -> !key.startsWith("service.") && !key.startsWith("felix.fileinstall."))
        .forEach(key -> all.put(key, properties.get(key)));
    return all;
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getType() == ConfigurationEvent.CM_DELETED) {
      configured.remove(event.getPid());
      delivered.remove(event.getPid());
      refusals.forget(event.getPid());
      good.forget(event.getPid());
    } else {
      configured.put(event.getPid(), new Names(event.getPid(), event.getFactoryPid()));
    }
  }

  @Override
  public List<Problem> problems() {
    return Stream.concat(refusals.problems().stream(), strangers()).toList();
  }

  /// Files of ours that nobody takes: a name with a mistake in it, or a bundle that isn't there.
  private Stream<Problem> strangers() {
    return configured.values().stream()
        .filter(names -> names.own() && !judge.knows(names))
        .map(
            names ->
                new Problem(
                    Problem.Severity.WARNING,
                    names.file(),
                    "nothing here takes these settings",
                    "correct the file's name (PID.cfg, or PID-NAME.cfg where there may be several),"
                        + " or install the bundle that takes them"));
  }
}
