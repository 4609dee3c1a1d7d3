package io.understudy.api;

import java.util.Map;

/// Reckons what a timing gives, by the code with which the node decides.
public interface SafetyCalculator {
  /// @param changes timing keys of io.understudy.engine.cfg with other values than now, like
  ///     `lease` and `300ms`; an empty value is the profile's; no changes: as it is
  /// @throws Settings.Refused if they would be refused in the file, with the same words
  Safety safety(Map<String, String> changes);
}
