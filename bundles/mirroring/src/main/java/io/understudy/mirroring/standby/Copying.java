package io.understudy.mirroring.standby;

import io.understudy.api.files.Tree;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.rule.Share;
import java.io.IOException;

/// A strategy writes a copy.
record Copying(Share share, Tree tree, MirrorStrategy strategy) implements Receiving.Work {
  @Override
  public void serve(Connection connection) throws IOException, InterruptedException {
    strategy.receive(
        new MirroredTree(
            share.name(),
            tree,
            share.selection(),
            share.deletions(),
            share.sync(),
            share.scratch()),
        connection);
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
