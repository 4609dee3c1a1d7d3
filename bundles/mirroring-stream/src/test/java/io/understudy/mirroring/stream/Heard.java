package io.understudy.mirroring.stream;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Remembers what a pass tells.
class Heard implements Progress {
  final List<Item> done = new ArrayList<>();
  final Map<Item, String> failed = new LinkedHashMap<>();
  final Map<String, String> differs = new LinkedHashMap<>();
  long read;
  long files;
  long breaths;

  @Override
  public void done(Item item) {
    done.add(item);
  }

  @Override
  public void failed(Item item, String reason) {
    failed.put(item, reason);
  }

  @Override
  public void differs(RelativePath path, String how) {
    differs.put(path.toString(), how);
  }

  @Override
  public void read(long bytes) {
    read += bytes;
  }

  @Override
  public void file(long bytes) {
    files++;
  }

  @Override
  public void breathe() {
    breaths++;
  }
}
