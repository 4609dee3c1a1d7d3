package io.understudy.linux;

import io.understudy.api.files.Changes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/// Changes by fanotify(7), or else by inotify(7).
@Component
public final class KernelChanges implements Changes {
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Set<Source> allowed;
  private final Set<KernelWatch> open = ConcurrentHashMap.newKeySet();

  @Activate
  public KernelChanges() {
    this(Set.of(Source.values()));
  }

  KernelChanges(Set<Source> allowed) {
    this.allowed = allowed;
  }

  @Override
  public Watch watch(Path root, Duration gather, Listener listener) throws IOException {
    if (gather.isNegative() || gather.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("%s is not 0 to 1 s".formatted(gather));
    }
    int millis = (int) gather.toMillis();
    String name = "understudy changes of " + root;
    String fallback = "not tried";
    IOException refusal = new IOException("no way to hear of changes in " + root);
    if (allowed.contains(Source.FANOTIFY)) {
      try {
        EventLoop loop = new EventLoop(name, FanotifyEvents.open(root), millis, listener);
        return opened(new KernelWatch(Source.FANOTIFY, "", loop, open::remove));
      } catch (IOException e) {
        fallback = String.valueOf(e.getMessage());
        refusal.addSuppressed(e);
      }
    }
    if (allowed.contains(Source.INOTIFY)) {
      try {
        EventLoop loop = new EventLoop(name, InotifyEvents.open(root), millis, listener);
        return opened(new KernelWatch(Source.INOTIFY, fallback, loop, open::remove));
      } catch (IOException e) {
        refusal =
            new IOException(
                "no way to hear of changes in %s: %s; %s".formatted(root, fallback, e.getMessage()),
                e);
      }
    }
    throw refusal;
  }

  private KernelWatch opened(KernelWatch watch) {
    open.add(watch);
    return watch;
  }

  @Deactivate
  void close() {
    Set.copyOf(open).forEach(KernelWatch::close);
  }
}
