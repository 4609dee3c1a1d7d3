package io.understudy.mirroring;

import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.RuleSettings;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/// One configured rule.
@Component(
    service = MirrorRule.class,
    configurationPid = RuleSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RuleConfiguration.class, factory = true)
public final class MirrorRule {
  private final Rule rule;
  private final String file;

  @Activate
  public MirrorRule(Map<String, Object> values) {
    rule = RuleSettings.of(values, Home.path());
    file = String.valueOf(values.get("service.pid"));
  }

  Rule rule() {
    return rule;
  }

  /// {@return the PID by which it is configured}
  String file() {
    return file;
  }
}
