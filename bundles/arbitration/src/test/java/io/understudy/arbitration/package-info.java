@NullMarked
package io.understudy.arbitration;

import org.jspecify.annotations.NullMarked;
