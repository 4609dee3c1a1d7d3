package io.understudy.api;

import java.util.Map;

/// One notice of each node, which its peers read. Beats carry it, in small pieces, so that it
/// arrives wherever beats do: for what is short, seldom and not urgent (a few kilobytes take a
/// second). It is authentic, but not secret. Nothing of it lasts longer than the engine's bundle.
public interface Noticeboard {
  /// The most that one notice has, in bytes.
  int MOST_BYTES = 16 * 1024;

  /// Puts up this node's notice in place of the one before.
  ///
  /// @param notice empty to take it down
  void post(byte[] notice);

  /// {@return the peers' notices, each as a whole; a peer without one, or whose program is older,
  /// isn't there}
  Map<NodeId, byte[]> read();

  /// Hears of each change of a peer's notice until closed, on a thread that must not wait.
  AutoCloseable watch(Runnable changed);
}
