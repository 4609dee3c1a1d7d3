package io.understudy.mirroring.stream;

/// In what a copy differs from its source.
enum Difference {
  MISSING("missing"),
  KIND("kind"),
  SIZE("size"),
  TIME("time"),
  CONTENT("content"),
  LINK("hard link"),
  PERMISSIONS("permissions"),
  OWNER("owner"),
  ATTRIBUTES("extended attributes");

  private static final Difference[] ALL = values();

  private final String words;

  Difference(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /// {@return whether the content is the same for all that is known}
  boolean sameContent() {
    return switch (this) {
      case PERMISSIONS, OWNER, ATTRIBUTES -> true;
      case MISSING, KIND, SIZE, TIME, CONTENT, LINK -> false;
    };
  }

  static Difference read(FrameReader in) throws Violation {
    return ALL[in.one(ALL.length)];
  }
}
