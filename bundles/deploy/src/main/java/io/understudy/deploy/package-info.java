/// Bundles come, are replaced and go with the files in two folders.
@NullMarked
package io.understudy.deploy;

import org.jspecify.annotations.NullMarked;
