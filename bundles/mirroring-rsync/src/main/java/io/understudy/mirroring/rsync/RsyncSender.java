package io.understudy.mirroring.rsync;

import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Progress;
import java.io.IOException;

/// The owner's end. A pass that doesn't come to its end leaves the channel in the middle of
/// something, so that nothing more can be sent on it.
final class RsyncSender implements MirrorStrategy.Sender {
  private final RsyncSettings settings;
  private final MirroredTree tree;
  private final Source source;
  private final Links links;
  private final Conversation conversation;
  private boolean closed;

  RsyncSender(RsyncSettings settings, MirroredTree source, Channel channel) {
    this.settings = settings;
    this.tree = source;
    this.source = new Source(source);
    this.links = new Links(this.source);
    this.conversation = new Conversation(channel);
  }

  @Override
  public void pass(Feed feed, Progress progress) throws IOException, InterruptedException {
    if (closed) {
      throw new IOException("a pass on this channel was broken off; it needs a new one");
    }
    boolean well = false;
    try {
      conversation.begin();
      ClientRun client = new ClientRun(settings, tree, source, conversation, progress);
      new Pass(settings, tree, source, links, conversation, client, feed, progress).run();
      conversation.end();
      well = true;
    } finally {
      if (!well) {
        close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    conversation.close();
  }
}
