package io.understudy.api;

/// Something an administrator should know: shown by `status` and the console for as long as its
/// source reports it.
///
/// @param severity how bad it is
/// @param subject what it is about: a file and key, a path, a device, a group
/// @param what what is wrong, with the value that is wrong
/// @param remedy what to do about it
public record Problem(Severity severity, String subject, String what, String remedy) {
  public enum Severity {
    /// Worth knowing; nothing is at risk.
    NOTE,
    /// Redundancy or a guarantee is weaker than configured.
    WARNING,
    /// A takeover would not happen, or a service is down.
    ALARM
  }

  @Override
  public String toString() {
    return "%s: %s: %s; %s".formatted(severity, subject, what, remedy);
  }
}
