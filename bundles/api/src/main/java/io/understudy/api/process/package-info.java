/// Processes that a bundle has started: who lives, and how all of a session are ended.
@NullMarked
@Export
@Version("0.1.0")
package io.understudy.api.process;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
