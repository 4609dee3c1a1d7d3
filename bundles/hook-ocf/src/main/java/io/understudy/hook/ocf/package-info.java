@NullMarked
package io.understudy.hook.ocf;

import org.jspecify.annotations.NullMarked;
