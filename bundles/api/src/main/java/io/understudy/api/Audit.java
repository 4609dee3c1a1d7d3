package io.understudy.api;

/// Who did what, for the log and the history. Never with a secret in it.
public interface Audit {
  /// @param user who logged in with that name
  /// @param action what was ordered, in the words of a command: `handover web b`
  /// @param outcome what came of it, one line
  void record(String user, String action, String outcome);
}
