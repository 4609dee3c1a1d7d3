package io.understudy.hook.ocf;

import java.util.Arrays;

/// What an agent's exit code means: Open Cluster Framework, Resource Agent API 1.1, and what
/// Pacemaker added.
enum Code {
  SUCCESS(0, "it is well"),
  GENERIC(1, "an error"),
  ARGUMENTS(2, "the parameters can't be used on this node; correct `parameters`"),
  UNIMPLEMENTED(3, "the agent can't do this"),
  PERMISSION(4, "something isn't permitted; look at the rights of what `parameters` name"),
  INSTALLED(5, "something that it needs isn't installed on this node; install it"),
  CONFIGURED(6, "the configuration is wrong; correct `parameters`, or the service's own files"),
  NOT_RUNNING(7, "it doesn't run"),
  PROMOTED(8, "it runs as promoted"),
  PROMOTED_FAILED(9, "it was promoted and has failed"),
  DEGRADED(190, "it runs, but will fail soon"),
  PROMOTED_DEGRADED(191, "it runs as promoted, but will fail soon"),
  OTHER(-1, "an exit code without a meaning");

  private final int exit;
  private final String words;

  Code(int exit, String words) {
    this.exit = exit;
    this.words = words;
  }

  static Code of(int exit) {
    return Arrays.stream(values()).filter(one -> one.exit == exit).findFirst().orElse(OTHER);
  }

  String words() {
    return words;
  }

  boolean runs() {
    return this == SUCCESS || this == DEGRADED || promoted();
  }

  boolean promoted() {
    return this == PROMOTED || this == PROMOTED_DEGRADED;
  }
}
