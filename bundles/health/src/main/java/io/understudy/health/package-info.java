/// How this node is, as Felix health checks.
@NullMarked
package io.understudy.health;

import org.jspecify.annotations.NullMarked;
