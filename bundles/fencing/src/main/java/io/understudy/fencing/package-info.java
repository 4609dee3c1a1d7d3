/// Puts the peer into standby by a login over each of its interfaces; and this node into another
/// run level while it is held.
@NullMarked
package io.understudy.fencing;

import org.jspecify.annotations.NullMarked;
