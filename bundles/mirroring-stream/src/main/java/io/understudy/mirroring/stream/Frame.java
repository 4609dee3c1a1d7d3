package io.understudy.mirroring.stream;

/// What a frame says. On the wire: its ordinal in one byte, the length of what follows in four.
enum Frame {
  /// The first one of each direction: magic, version.
  HELLO,
  /// Why the other end goes away.
  REFUSED,

  // From the owner. Each begins with a number, and is answered once with that number.
  REMOVE,
  /// A whole file of any kind.
  PUT,
  /// Attributes of a file whose content is known to be right.
  ATTRIBUTES,
  LINK,
  MOVE,
  /// A large file begins: as a whole, or as what differs from a base.
  BEGIN,
  /// Blocks of the large file. Answered by `RECEIVED`.
  BLOCKS,
  /// It ends; now `BEGIN` is answered.
  END,
  /// Asks for hashes of the copy's blocks.
  HASHES,
  /// Some entries of a directory, to be compared.
  LIST,
  /// Asks what a directory has beside the entries that were listed.
  EXTRAS,
  /// What came before has to be as safe as the rule wants it.
  SYNC,

  // From the standby.
  RESULT,
  RECEIVED,
  DIFFERENCES,
  EXTRA,
  HASHED;

  private static final Frame[] ALL = values();

  static Frame of(int code) throws Violation {
    if (code >= ALL.length) {
      throw new Violation("there is no frame of type " + code);
    }
    return ALL[code];
  }
}
