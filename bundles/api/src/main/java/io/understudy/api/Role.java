package io.understudy.api;

/// What a node is to a group.
public enum Role {
  /// Runs the group.
  OWNER,
  /// Could run it.
  STANDBY,
  /// Must not run it until it rejoins; survives a reboot.
  HELD
}
