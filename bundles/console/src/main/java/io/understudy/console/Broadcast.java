package io.understudy.console;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.kernel.Background;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.desk.kit.StatusJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells all open pages what is new: what changed at once, everything once a second. It is written
/// down once for all of them, in one thread, which exists only while somebody listens; the engine's
/// thread only wakes it.
@Component(service = Broadcast.class)
public final class Broadcast {
  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);
  private static final int EVENTS = 100;

  private final EngineAccess access;
  private final Set<Consumer<String>> listeners = ConcurrentHashMap.newKeySet();
  private final Semaphore news = new Semaphore(0);
  private @Nullable Thread thread;
  private @Nullable Cluster watched;
  private @Nullable AutoCloseable watch;
  private long told = -1;

  @Activate
  public Broadcast(@Reference EngineAccess access) {
    this.access = access;
  }

  @Deactivate
  synchronized void close() {
    listeners.clear();
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// @param listener takes messages in the form of server-sent events; must not wait
  synchronized void add(Consumer<String> listener) {
    listener.accept(message("status", -1, Picture.status(access)));
    listeners.add(listener);
    if (thread == null) {
      thread = Background.thread("pages").start(this::run);
    }
  }

  void remove(Consumer<String> listener) {
    listeners.remove(listener);
    news.release();
  }

  int listeners() {
    return listeners.size();
  }

  /// {@return the events after this number as one message; empty if there are none}
  String since(long number) {
    StringBuilder all = new StringBuilder();
    for (ClusterEvent event : Picture.events(access, EVENTS)) {
      if (event.number() > number) {
        all.append(message("history", event.number(), StatusJson.event(event)));
      }
    }
    return all.toString();
  }

  private void run() {
    try {
      told = newest();
      while (!idle()) {
        rewatch();
        if (news.tryAcquire(1, TimeUnit.SECONDS)) {
          news.drainPermits();
        }
        tell();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      unwatch();
    }
  }

  private synchronized boolean idle() {
    if (listeners.isEmpty()) {
      thread = null;
      return true;
    }
    return false;
  }

  private void tell() {
    try {
      String events = "";
      long newest = newest();
      if (newest < told) {
        told = -1; // another engine counts anew
      }
      if (newest > told) {
        events = since(told);
        told = newest;
      }
      String all = events + message("status", -1, Picture.status(access));
      listeners.forEach(listener -> listener.accept(all));
    } catch (RuntimeException vanishing) {
      LOG.debug("the engine vanished while it was asked", vanishing);
    }
  }

  private long newest() {
    List<ClusterEvent> last = Picture.events(access, 1);
    return last.isEmpty() ? -1 : last.getLast().number();
  }

  private void rewatch() {
    Cluster present = access.clusterNow().orElse(null);
    if (present != watched) {
      unwatch();
      watched = present;
      if (present != null) {
        watch = present.watch(_ -> news.release());
      }
    }
  }

  private void unwatch() {
    AutoCloseable open = watch;
    watch = null;
    watched = null;
    if (open != null) {
      try {
        open.close();
      } catch (Exception gone) {
        LOG.debug("a watch of an engine that has gone", gone);
      }
    }
  }

  /// One server-sent event (WHATWG HTML, 9.2).
  ///
  /// @param id negative: none
  static String message(String type, long id, Map<String, Object> data) {
    String head = id < 0 ? "" : "id: " + id + "\n";
    return head + "event: " + type + "\ndata: " + StatusJson.line(data) + "\n\n";
  }
}
