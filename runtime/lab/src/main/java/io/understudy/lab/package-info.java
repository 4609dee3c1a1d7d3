/// Clusters in network namespaces on one machine: for the demo, the system tests, the benchmark and
/// the bundles' own tests.
@NullMarked
package io.understudy.lab;

import org.jspecify.annotations.NullMarked;
