package io.understudy.mirroring.owner;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Connections without a network: nothing is read, and what is written is thrown away.
final class DummyRoute implements Route {
  final List<DummyLine> lines = new CopyOnWriteArrayList<>();
  final AtomicInteger opened = new AtomicInteger();
  volatile long incarnation = 1;
  volatile boolean broken;

  @Override
  public NodeId to() {
    return new NodeId("b");
  }

  @Override
  public Line data(String rule, GroupId group, Term term, String strategy) throws IOException {
    opened.incrementAndGet();
    return open();
  }

  @Override
  public Line notices(GroupId group, Term term) throws IOException {
    return open();
  }

  private Line open() throws IOException {
    if (broken) {
      throw new IOException("the cable is out");
    }
    DummyLine line = new DummyLine(incarnation);
    lines.add(line);
    return line;
  }

  /// All connections break, and no new ones can be made until it is mended.
  void cut() {
    broken = true;
    lines.forEach(line -> line.cut("the cable is out"));
  }

  void mend() {
    broken = false;
  }

  /// One of them.
  static final class DummyLine implements Line {
    private final long incarnation;
    private volatile boolean over;

    DummyLine(long incarnation) {
      this.incarnation = incarnation;
    }

    void check() throws IOException {
      if (over) {
        throw new IOException("the line is cut");
      }
    }

    @Override
    public InputStream in() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public OutputStream out() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public long incarnation() {
      return incarnation;
    }

    @Override
    public void limit(long bytesPerSecond) {}

    @Override
    public long bytesSent() {
      return 0;
    }

    @Override
    public void cut(String reason) {
      over = true;
    }

    @Override
    public boolean isOpen() {
      return !over;
    }

    @Override
    public void close() {
      over = true;
    }
  }
}
