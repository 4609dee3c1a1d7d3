package io.understudy.alarms;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Cluster;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/// Runs a program for each alarm.
@Component(
    service = {AlarmReceiver.class, Reporting.class},
    immediate = true,
    configurationPid = CommandSender.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CommandConfiguration.class, factory = true)
public final class CommandAlarm implements AlarmReceiver, Reporting {
  private final CommandSender sender;
  private final Lane lane;

  @Activate
  public CommandAlarm(BundleContext context, Map<String, Object> values) {
    sender = CommandSender.of(values);
    Path data = Path.of(context.getProperty("understudy.home"), "data");
    lane = new Lane(sender.common(), data, Lane.Pace.USUAL, sender);
  }

  @Deactivate
  void end() {
    lane.close();
  }

  @Override
  public String name() {
    return sender.common().name();
  }

  @Override
  public Outcome test() throws InterruptedException {
    return lane.test();
  }

  @Override
  public List<Problem> problems() {
    return lane.problems();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCluster(Cluster service) {
    lane.bind(service);
  }

  void unbindCluster(Cluster service) {
    if (lane.bound() == service) {
      lane.bind(null);
    }
  }
}
