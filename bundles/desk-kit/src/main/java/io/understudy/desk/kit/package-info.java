@NullMarked
package io.understudy.desk.kit;

import org.jspecify.annotations.NullMarked;
