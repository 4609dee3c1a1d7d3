@NullMarked
package io.understudy.shell;

import org.jspecify.annotations.NullMarked;
