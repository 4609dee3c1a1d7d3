@NullMarked
package io.understudy.linux;

import org.jspecify.annotations.NullMarked;
