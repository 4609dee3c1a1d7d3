package io.understudy.alarms;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Reporting;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// Mails each alarm.
@Component(
    service = {AlarmReceiver.class, Reporting.class},
    immediate = true,
    configurationPid = MailSender.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MailConfiguration.class, factory = true)
public final class MailAlarm extends Receiver {
  @Activate
  public MailAlarm(BundleContext context, Map<String, Object> values) {
    this(context, MailSender.of(values));
  }

  private MailAlarm(BundleContext context, MailSender sender) {
    super(context, sender.common(), sender);
  }
}
