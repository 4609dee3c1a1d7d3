/// The decision core: one pure function from what a node knows and what happens to what it does.
/// See the README of this bundle.
@NullMarked
package io.understudy.engine.decision;

import org.jspecify.annotations.NullMarked;
