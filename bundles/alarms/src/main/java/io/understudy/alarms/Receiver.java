package io.understudy.alarms;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Cluster;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// What every receiver is, whatever it sends by. Its annotations hold for those that extend it
/// (`inherit`, see bnd.bnd).
abstract class Receiver implements AlarmReceiver, Reporting {
  private final String name;
  private final Lane lane;

  Receiver(BundleContext context, AlarmSettings settings, Lane.Sender sender) {
    name = settings.name();
    Path data = Path.of(context.getProperty("understudy.home"), "data");
    lane = new Lane(settings, data, Lane.Pace.USUAL, sender);
  }

  @Deactivate
  void end() {
    lane.close();
  }

  @Override
  public String name() {
    return name;
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
