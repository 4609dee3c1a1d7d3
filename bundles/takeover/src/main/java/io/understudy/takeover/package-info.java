@NullMarked
package io.understudy.takeover;

import org.jspecify.annotations.NullMarked;
