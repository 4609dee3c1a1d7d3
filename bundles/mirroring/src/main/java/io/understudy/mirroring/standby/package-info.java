/// The standby's side: what it accepts and from whom, what it knows of the owner's unmirrored
/// changes, and what becomes of its own.
@NullMarked
package io.understudy.mirroring.standby;

import org.jspecify.annotations.NullMarked;
