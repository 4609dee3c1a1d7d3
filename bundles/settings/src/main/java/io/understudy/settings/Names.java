package io.understudy.settings;

import java.io.File;
import org.jspecify.annotations.Nullable;

/// Which configuration a .cfg file is: `PID.cfg`, or `FACTORYPID~NAME.cfg`.
///
/// @param pid as Config Admin has it, the factory PID and the name included
/// @param factoryPid null for a configuration of which there is only one
record Names(String pid, @Nullable String factoryPid) {
  static Names of(File file) {
    String pid = file.getName().substring(0, file.getName().lastIndexOf('.'));
    int name = pid.indexOf('~');
    return new Names(pid, name < 0 ? null : pid.substring(0, name));
  }

  /// {@return by which components and checks know it}
  String kind() {
    String factory = factoryPid;
    return factory == null ? pid : factory;
  }

  /// {@return whether it is one of Understudy's own}
  boolean own() {
    return pid.startsWith("io.understudy.");
  }

  String file() {
    return pid + ".cfg";
  }
}
