@NullMarked
package io.understudy.console;

import org.jspecify.annotations.NullMarked;
