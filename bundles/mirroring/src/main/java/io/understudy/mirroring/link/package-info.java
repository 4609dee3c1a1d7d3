/// Connections between nodes: TLS 1.3, proven by the cluster's key, one for each rule and standby.
@NullMarked
package io.understudy.mirroring.link;

import org.jspecify.annotations.NullMarked;
