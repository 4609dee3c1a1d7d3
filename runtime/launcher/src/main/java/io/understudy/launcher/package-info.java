/// Starts a node, ends it, starts it anew; and asks a running one.
@NullMarked
package io.understudy.launcher;

import org.jspecify.annotations.NullMarked;
