package io.understudy.api;

/// The history of this node, which people read as its events.
public interface History {
  /// Adds one entry, which is logged too.
  ///
  /// @param kind a word that scripts may rely on
  /// @param group its name; empty if it is about the node
  /// @param text one line for people, with the cause
  void record(String kind, String group, String text);
}
