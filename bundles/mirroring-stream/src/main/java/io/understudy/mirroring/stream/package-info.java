/// Carries changes over one connection, each as soon as it is due.
@NullMarked
package io.understudy.mirroring.stream;

import org.jspecify.annotations.NullMarked;
