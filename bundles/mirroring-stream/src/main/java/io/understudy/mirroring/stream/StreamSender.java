package io.understudy.mirroring.stream;

import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.time.Duration;

/// The owner's end of a channel: what lives longer than a pass.
final class StreamSender implements MirrorStrategy.Sender {
  final Source source;
  final Line line;
  final Signatures signatures;
  final LinkIndex links;
  final LinkNames names;
  final RecentComparison compared = new RecentComparison();

  /// What is just read of a file.
  final byte[] piece = new byte[Limits.PIECE];

  /// When the last checkpoint was sent, by [System#nanoTime].
  long checkpointAt = System.nanoTime() - Duration.ofMinutes(1).toNanos();

  StreamSender(MirroredTree mirrored, Channel channel) throws IOException {
    source = new Source(mirrored);
    signatures = new Signatures(mirrored.scratch());
    links = new LinkIndex(mirrored.scratch());
    names = new LinkNames(source, links);
    line = new Line(channel);
  }

  @Override
  public void pass(Feed feed, Progress progress) throws IOException, InterruptedException {
    line.check();
    boolean ended = false;
    try {
      compared.pause();
      new Pass(this, feed, progress).run();
      ended = true;
    } finally {
      if (!ended) {
        close();
      }
    }
  }

  @Override
  public void close() {
    line.close();
    links.close();
  }
}
