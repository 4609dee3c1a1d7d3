/// What hooks have in common.
@NullMarked
package io.understudy.hook.kit;

import org.jspecify.annotations.NullMarked;
