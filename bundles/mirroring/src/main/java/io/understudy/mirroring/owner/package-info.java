/// The owner's end: what has changed, when it travels, and what is known of what didn't.
@NullMarked
package io.understudy.mirroring.owner;

import org.jspecify.annotations.NullMarked;
