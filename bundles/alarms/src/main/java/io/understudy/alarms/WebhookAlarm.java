package io.understudy.alarms;

import io.understudy.api.AlarmReceiver;
import io.understudy.api.Reporting;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// Posts each alarm as JSON.
@Component(
    service = {AlarmReceiver.class, Reporting.class},
    immediate = true,
    configurationPid = WebhookSender.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WebhookConfiguration.class, factory = true)
public final class WebhookAlarm extends Receiver {
  @Activate
  public WebhookAlarm(BundleContext context, Map<String, Object> values) {
    this(context, WebhookSender.of(values));
  }

  private WebhookAlarm(BundleContext context, WebhookSender sender) {
    super(context, sender.common(), sender);
  }
}
