@NullMarked
package io.understudy.tickle;

import org.jspecify.annotations.NullMarked;
