@NullMarked
package io.understudy.watchdog;

import org.jspecify.annotations.NullMarked;
