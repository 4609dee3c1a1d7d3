/// Values and services of Understudy.
@NullMarked
@Export
@Version("0.1.0")
package io.understudy.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
