/// Reference devices: pinged when the engine asks, and mirrors for beats.
@NullMarked
package io.understudy.arbitration;

import org.jspecify.annotations.NullMarked;
