package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Remembers how passes went.
final class Heard implements Progress {
  final List<Item> done = new ArrayList<>();
  final Map<Item, String> failed = new LinkedHashMap<>();
  final Map<String, String> differences = new LinkedHashMap<>();
  volatile Consumer<Heard> breath = _ -> {};
  long read;
  long files;

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
    differences.put(path.toString(), how);
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
    breath.accept(this);
  }
}
