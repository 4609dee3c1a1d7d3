package io.understudy.mirroring.stream;

/// Sizes on which both ends agree, and what either believes at most.
final class Limits {
  /// Of the protocol. One more for each change that another version would misunderstand.
  static final int VERSION = 1;

  /// The unit in which large files are compared.
  static final int BLOCK = 4096;

  /// Blocks that are read, and sent, at a time.
  static final int PIECE_BLOCKS = 64;

  static final int PIECE = PIECE_BLOCKS * BLOCK;

  /// Files up to this size travel in one frame.
  static final int WHOLE = PIECE;

  /// Extended attributes of a file, all together.
  static final int ATTRIBUTES = 128 * 1024;

  /// Content of a frame from the owner: a whole file with its attributes.
  static final int FRAME = 400 * 1024;

  /// Content of a frame from the standby.
  static final int REPLY = 72 * 1024;

  /// Hashes in one answer.
  static final int HASHES = 8192;

  /// Entries of a directory in one frame.
  static final int ENTRIES = 256;

  /// Bytes of such entries: one more always fits into the frame.
  static final int LISTING = 64 * 1024;

  /// Names in one answer.
  static final int NAMES = 200;

  /// Of a message for people.
  static final int TEXT = 1024;

  /// No file system has larger files.
  static final long FILE = Long.MAX_VALUE - PIECE;

  private Limits() {}
}
