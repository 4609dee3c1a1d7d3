/// Mirrors the data of groups from their owner to the standbys, rule by rule.
@NullMarked
package io.understudy.mirroring;

import org.jspecify.annotations.NullMarked;
