package io.understudy.api;

/// What the present set-up promises about two owners, and why.
///
/// @param why what makes it this level, and what would make it a better one
public record Guarantee(Level level, String why) {
  public enum Level {
    /// Three nodes or more: a majority grants.
    ENFORCED,
    /// A takeover waits for a confirmed fence.
    FENCED,
    /// Two nodes, at least three reflecting devices: enforced for clean partitions, probabilistic
    /// where devices are shared and lossy.
    ENFORCED_FOR_CLEAN_PARTITIONS,
    /// Anything less.
    BEST_EFFORT
  }
}
