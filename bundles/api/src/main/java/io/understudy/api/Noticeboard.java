package io.understudy.api;

import java.util.Map;

/// One notice of each node about each topic, which its peers read. Beats carry it, in small pieces,
/// so that it arrives wherever beats do: for what is short, seldom and not urgent (a few kilobytes
/// take a second). It is authentic, but not secret. Nothing of it lasts longer than the engine's
/// bundle.
public interface Noticeboard {
  /// The most that one notice has, in bytes.
  int MOST_BYTES = 16 * 1024;

  /// What there are notices about; the more urgent first. Beats carry them in this order, so a new
  /// one comes last: a peer whose program is older doesn't read that far.
  enum Topic {
    /// A change of settings on all nodes.
    CHANGE,
    /// TCP connections to the groups that a node owns.
    CONNECTIONS
  }

  /// Puts up this node's notice in place of the one before.
  ///
  /// @param notice empty to take it down
  void post(Topic topic, byte[] notice);

  /// {@return the peers' notices, each as a whole; a peer without one, or whose program is older,
  /// isn't there}
  Map<NodeId, byte[]> read(Topic topic);

  /// Hears of each change of a peer's notice until closed, on a thread that must not wait.
  AutoCloseable watch(Topic topic, Runnable changed);
}
