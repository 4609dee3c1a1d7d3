package io.understudy.mirroring;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.RuleSettings;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.FieldOption;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// Objects to settings of a rule that couldn't be carried out, alone or beside the others.
@Component(property = SettingsCheck.PID + "=" + RuleSettings.PID)
public final class RuleSettingsCheck implements SettingsCheck {
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      fieldOption = FieldOption.REPLACE)
  private volatile List<MirrorRule> rules = List.of();

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      fieldOption = FieldOption.REPLACE)
  private volatile List<MirrorStrategy> strategies = List.of();

  @Override
  public Map<String, List<String>> choices() {
    return Map.of(
        "strategy", strategies.stream().map(MirrorStrategy::name).sorted().distinct().toList());
  }

  @Override
  public List<Objection> check(Map<String, Object> values) {
    return Settings.objections(() -> check(RuleSettings.of(values, Home.path()), values));
  }

  private void check(Rule rule, Map<String, Object> values) {
    Settings settings = Settings.of(RuleSettings.PID, values);
    String own = String.valueOf(values.get("service.pid"));
    for (MirrorRule other : rules) {
      if (other.file().equals(own)) {
        continue;
      }
      if (other.rule().name().equals(rule.name())) {
        throw settings.refuse(
            "name",
            "'%s' is the name of another rule, for %s".formatted(rule.name(), other.rule().path()),
            "choose another name");
      } else if (other.rule().path().equals(rule.path())) {
        throw settings.refuse(
            "path",
            "'%s' is mirrored by rule %s already".formatted(rule.path(), other.rule().name()),
            "change that rule, or choose a part of it or another path");
      }
    }
  }
}
