/// What is known of a rule on both ends.
@NullMarked
package io.understudy.mirroring.rule;

import org.jspecify.annotations.NullMarked;
