@NullMarked
package io.understudy.hook.systemd;

import org.jspecify.annotations.NullMarked;
