/// The numbers of this node for Prometheus, at `/metrics`.
@NullMarked
package io.understudy.metrics;

import org.jspecify.annotations.NullMarked;
