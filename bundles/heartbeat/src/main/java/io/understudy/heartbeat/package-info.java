/// Beats between nodes over UDP, and the seal that authenticates them.
@NullMarked
package io.understudy.heartbeat;

import org.jspecify.annotations.NullMarked;
