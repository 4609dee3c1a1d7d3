@NullMarked
package io.understudy.engine;

import org.jspecify.annotations.NullMarked;
