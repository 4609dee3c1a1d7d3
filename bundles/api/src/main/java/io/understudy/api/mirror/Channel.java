package io.understudy.api.mirror;

import java.io.InputStream;
import java.io.OutputStream;

/// Bytes between the owner's strategy and the standby's, both ways: authenticated, encrypted, kept
/// within the rule's bandwidth. Not buffered: write large pieces. It lives for many passes. Reading
/// or writing fails when the other end is gone or silent for too long.
public interface Channel {
  InputStream in();

  OutputStream out();
}
