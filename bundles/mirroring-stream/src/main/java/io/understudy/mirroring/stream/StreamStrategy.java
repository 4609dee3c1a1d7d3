package io.understudy.mirroring.stream;

import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/// Our own protocol: files and blocks one after the other, without waiting for answers.
@Component
public final class StreamStrategy implements MirrorStrategy {
  @Override
  public String name() {
    return "stream";
  }

  @Override
  public Sender sender(MirroredTree source, Channel channel) throws IOException {
    return new StreamSender(source, channel);
  }

  @Override
  public void receive(MirroredTree copy, Channel channel) throws IOException, InterruptedException {
    try (Receiver receiver = new Receiver(copy, channel)) {
      receiver.serve();
    }
  }
}
