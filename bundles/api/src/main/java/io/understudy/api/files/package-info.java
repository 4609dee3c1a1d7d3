/// Raw access to the files of mirrored trees, and what changes in them. Implemented by the `linux`
/// bundle alone. Names are bytes: Linux allows everything in them but NUL and `/`.
@NullMarked
@Export
@Version("0.1.0")
package io.understudy.api.files;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
