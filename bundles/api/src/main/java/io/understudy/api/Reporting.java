package io.understudy.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/// A service that knows of problems. Whiteboard: whoever shows them collects every service of this
/// type, so a problem disappears with its source.
@ConsumerType
public interface Reporting {
  /// {@return what is wrong just now; empty if nothing} Must not block.
  List<Problem> problems();
}
