/// The assembled bundles in a framework.
@NullMarked
package io.understudy.osgitest;

import org.jspecify.annotations.NullMarked;
