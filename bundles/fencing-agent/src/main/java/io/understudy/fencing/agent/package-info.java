@NullMarked
package io.understudy.fencing.agent;

import org.jspecify.annotations.NullMarked;
