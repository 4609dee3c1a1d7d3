package io.understudy.alarms;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Reporting;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// Runs a program for each alarm.
@Component(
    service = {AlarmReceiver.class, Reporting.class},
    immediate = true,
    configurationPid = CommandSender.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CommandConfiguration.class, factory = true)
public final class CommandAlarm extends Receiver {
  @Activate
  public CommandAlarm(BundleContext context, Map<String, Object> values) {
    this(context, CommandSender.of(values));
  }

  private CommandAlarm(BundleContext context, CommandSender sender) {
    super(context, sender.common(), sender);
  }
}
