/// Carries changes by Debian's rsync, fed with the names of what changed.
@NullMarked
package io.understudy.mirroring.rsync;

import org.jspecify.annotations.NullMarked;
