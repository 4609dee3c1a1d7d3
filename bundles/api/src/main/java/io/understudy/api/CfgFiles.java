package io.understudy.api;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The node's .cfg files, for who edits configurations elsewhere: a file is where settings live.
public interface CfgFiles {
  /// Nothing was written, and this is why.
  final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    public Refused(String why) {
      super(why);
    }
  }

  /// Writes settings into the file of a configuration, which is made if it isn't there: a value
  /// that is the same stays as it is written, comments and order stay, a default isn't written
  /// down, and nothing is if anybody objects. The file is replaced as a whole.
  ///
  /// @param pid of Config Admin
  /// @param factoryPid null if there is only one configuration of the kind
  /// @param settings every key with its value, an array for several
  /// @return the same settings as Config Admin will have them, with the name of the file
  Map<String, Object> write(String pid, @Nullable String factoryPid, Map<String, Object> settings)
      throws Refused, IOException;

  /// Deletes the file of a configuration, if it has one.
  void delete(String pid, @Nullable String factoryPid) throws IOException;
}
