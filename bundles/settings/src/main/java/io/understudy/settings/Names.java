package io.understudy.settings;

import java.io.File;
import org.jspecify.annotations.Nullable;

/// Which configuration a .cfg file is: `PID.cfg`, or `FACTORYPID-NAME.cfg`, split at the first
/// hyphen as File Install does it (or at a `~`, as Config Admin writes it).
///
/// @param pid as Config Admin has it: `PID`, or `FACTORYPID~NAME`
/// @param factoryPid null for a configuration of which there is only one
record Names(String pid, @Nullable String factoryPid) {
  static Names of(File file) {
    String pid = file.getName().substring(0, file.getName().lastIndexOf('.'));
    int name = pid.indexOf('~') < 0 ? pid.indexOf('-') : pid.indexOf('~');
    if (name < 0) {
      return new Names(pid, null);
    }
    String factoryPid = pid.substring(0, name);
    return new Names(factoryPid + "~" + pid.substring(name + 1), factoryPid);
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

  /// {@return the file's name as it is recommended}
  String file() {
    return pid.replaceFirst("~", "-") + ".cfg";
  }
}
