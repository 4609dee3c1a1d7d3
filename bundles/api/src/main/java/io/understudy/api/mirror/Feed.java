package io.understudy.api.mirror;

import java.util.Optional;

/// Gives the items of a pass, in an order in which they can be carried out.
@FunctionalInterface
public interface Feed {
  /// {@return what is to be done next; empty if nothing more is due just now} Never waits. While a
  /// large file is on its way, ask now and then: what is small need not wait for it.
  Optional<Item> next();
}
