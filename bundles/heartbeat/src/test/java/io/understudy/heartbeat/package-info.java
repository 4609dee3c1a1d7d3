@NullMarked
package io.understudy.heartbeat;

import org.jspecify.annotations.NullMarked;
