/// Mirroring: how a strategy carries the data of a rule from the owner to a standby, what the
/// engine asks of whoever keeps a group's data, and what people see and order.
@NullMarked
@Export
@Version("0.2.0")
package io.understudy.api.mirror;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
