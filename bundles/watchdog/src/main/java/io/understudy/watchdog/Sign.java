package io.understudy.watchdog;

/// What the engine's pulse says just now.
enum Sign {
  SOUND,
  UNSOUND,
  /// There is no engine: it is being replaced, or was taken away.
  GONE
}
