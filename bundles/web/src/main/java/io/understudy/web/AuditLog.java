package io.understudy.web;

import io.understudy.api.Audit;
import io.understudy.api.History;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes each action to the history, and so to the log; to the log alone while there is no engine.
@Component
public final class AuditLog implements Audit {
  private static final Logger LOG = LoggerFactory.getLogger("io.understudy.audit");
  private static final int LONGEST = 300;

  private volatile @Nullable History history;

  @Activate
  public AuditLog() {}

  @Override
  public void record(String user, String action, String outcome) {
    String text = line("%s: %s: %s".formatted(user, action, outcome));
    History present = history;
    if (present == null) {
      LOG.info("{}", text);
    } else {
      present.record("audit", "", text);
    }
  }

  /// {@return one line: what users type can't begin another}
  static String line(String text) {
    String safe = text.replaceAll("\\p{Cntrl}", "?");
    return safe.length() > LONGEST ? safe.substring(0, LONGEST) + "…" : safe;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindHistory(History service) {
    history = service;
  }

  void unbindHistory(History service) {
    if (history == service) {
      history = null;
    }
  }
}
