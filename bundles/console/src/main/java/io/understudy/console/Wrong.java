package io.understudy.console;

import java.util.LinkedHashMap;
import java.util.Map;

/// A request that can't be fulfilled, and changed nothing.
final class Wrong extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String field;
  private final String remedy;

  /// @param status of HTTP
  /// @param field the parameter, or empty
  Wrong(int status, String field, String what, String remedy) {
    super(what);
    this.status = status;
    this.field = field;
    this.remedy = remedy;
  }

  int status() {
    return status;
  }

  Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("error", getMessage());
    all.put("field", field);
    all.put("remedy", remedy);
    return all;
  }
}
