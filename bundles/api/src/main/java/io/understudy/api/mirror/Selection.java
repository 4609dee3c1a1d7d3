package io.understudy.api.mirror;

import io.understudy.api.files.RelativePath;

/// Which files of a tree belong to a rule. Others are neither sent nor touched nor removed.
@FunctionalInterface
public interface Selection {
  /// {@return whether it belongs to the rule} If not, nothing below it does. The root always does.
  boolean takes(RelativePath path, boolean directory);
}
