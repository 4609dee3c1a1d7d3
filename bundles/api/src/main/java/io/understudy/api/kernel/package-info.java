/// What the rest of Understudy asks of the Linux kernel. Implemented by the `linux` bundle alone.
@NullMarked
@Export
@Version("0.1.0")
package io.understudy.api.kernel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
