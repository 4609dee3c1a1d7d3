package io.understudy.api.files;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A file that is held open, whatever name it has by now. For one thread at a time.
///
/// Set the owner first, then the extended attributes, then the permissions (a change of the owner
/// clears set-user-ID), then the times.
public interface Inode extends Closeable {
  Metadata metadata() throws IOException;

  /// @param permissions 12 bits as in [Metadata#permissions]; a symbolic link has none
  ///     ([FileFailure.Reason#UNSUPPORTED])
  void permissions(int permissions) throws IOException;

  void owner(int user, int group) throws IOException;

  /// What the file system can't hold is cut: older, later or finer times.
  void times(Instant accessed, Instant modified) throws IOException;

  /// Names of the extended attributes, POSIX ACLs (`system.posix_acl_access`,
  /// `system.posix_acl_default`) among them; empty where the file system has none.
  ///
  /// @return each byte of a name as one character
  List<String> attributes() throws IOException;

  /// {@return empty if there is none by that name}
  Optional<byte[]> attribute(String name) throws IOException;

  void attribute(String name, byte[] value) throws IOException;

  /// Well if there is none by that name.
  void removeAttribute(String name) throws IOException;
}
