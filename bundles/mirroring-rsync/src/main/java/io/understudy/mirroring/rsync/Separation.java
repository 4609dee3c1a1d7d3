package io.understudy.mirroring.rsync;

import io.understudy.api.files.Draft;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.util.Optional;

/// Makes a file of its own out of one of several hard links. Rsync leaves those together that are
/// none at the source any more.
final class Separation {
  private Separation() {}

  static void of(Tree tree, RelativePath path) throws IOException {
    try (OpenFile old = tree.read(path);
        Draft own = tree.draft(path)) {
      Metadata metadata = old.metadata();
      long length = metadata.size();
      for (long at = 0; at < length; ) {
        long copied = own.copy(old, at, at, length - at);
        if (copied <= 0) {
          break;
        }
        at += copied;
      }
      own.owner(metadata.user(), metadata.group());
      for (String attribute : old.attributes()) {
        Optional<byte[]> value = old.attribute(attribute);
        if (value.isPresent()) {
          own.attribute(attribute, value.get());
        }
      }
      own.permissions(metadata.permissions());
      own.times(metadata.accessed(), metadata.modified());
      own.publish();
    }
  }
}
