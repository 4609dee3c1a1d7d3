package io.understudy.linux;

import io.understudy.api.files.Changes.Source;
import io.understudy.api.files.Changes.Watch;
import java.util.function.Consumer;

/// A watch at work.
final class KernelWatch implements Watch {
  private final Source source;
  private final String fallback;
  private final EventLoop loop;
  private final Consumer<KernelWatch> closed;

  KernelWatch(Source source, String fallback, EventLoop loop, Consumer<KernelWatch> closed) {
    this.source = source;
    this.fallback = fallback;
    this.loop = loop;
    this.closed = closed;
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public String fallback() {
    return fallback;
  }

  @Override
  public void close() {
    closed.accept(this);
    loop.close();
  }
}
