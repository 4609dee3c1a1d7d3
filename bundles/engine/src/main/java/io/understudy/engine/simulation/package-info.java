/// Two simulated nodes around the real decision core: what tests search for counter-examples with,
/// and a node for what would happen.
@NullMarked
package io.understudy.engine.simulation;

import org.jspecify.annotations.NullMarked;
