package io.understudy.tickle;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.api.ClusterView.GroupView;
import io.understudy.api.GroupId;
import io.understudy.api.History;
import io.understudy.api.Noticeboard;
import io.understudy.api.Noticeboard.Topic;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.Role;
import io.understudy.api.kernel.Background;
import io.understudy.api.kernel.Connections;
import io.understudy.api.kernel.Connections.Connection;
import io.understudy.api.kernel.KernelException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An owner lets its peers know of its clients' connections; who takes over tells these clients
/// that they ended. See the bundle's README.
@Component(service = Reporting.class, configurationPid = TickleSettings.PID, immediate = true)
@Designate(ocd = TickleConfiguration.class)
public final class Tickler implements Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(Tickler.class);
  private static final byte[] NOTHING = {};

  /// After the addresses came, and were announced, so that answers find this node. Twice more,
  /// because what is sent may get lost, and so may the answer: a client that has just answered is
  /// deaf for half a second (tcp_invalid_ratelimit).
  private static final List<Duration> WAVES =
      List.of(Duration.ofMillis(20), Duration.ofMillis(700), Duration.ofSeconds(3));

  /// Until the addresses are there the node looks for them so often, and not longer than that.
  private static final Duration LOOKS_EVERY = Duration.ofMillis(10);

  private static final Duration LOOKS = Duration.ofSeconds(10);

  private final Connections connections;
  private final Cluster cluster;
  private final Noticeboard board;
  private final History history;
  private final Lasting lasting = new Lasting();
  private final Remembered remembered = new Remembered();
  private final List<AutoCloseable> watches;
  private final ScheduledThreadPoolExecutor thread;
  private Set<GroupId> owned;
  private byte[] posted = NOTHING;
  private volatile String unread = "";

  @Activate
  public Tickler(
      Map<String, Object> values,
      @Reference Connections connections,
      @Reference Cluster cluster,
      @Reference Noticeboard board,
      @Reference History history) {
    this.connections = connections;
    this.cluster = cluster;
    this.board = board;
    this.history = history;
    TickleSettings settings = TickleSettings.of(values);
    thread = new ScheduledThreadPoolExecutor(1, Background.thread("tickle").factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    owned = owned(cluster.view());
    if (!settings.enabled()) {
      watches = List.of();
      return;
    }
    watches =
        List.of(
            board.watch(Topic.CONNECTIONS, () -> later(this::read)),
            cluster.watch(view -> later(() -> changed(view))));
    later(this::read);
    long interval = settings.interval().toMillis();
    thread.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
  }

  @Deactivate
  void close() throws Exception {
    for (AutoCloseable watch : watches) {
      watch.close();
    }
    thread.shutdownNow();
    thread.awaitTermination(1, TimeUnit.SECONDS); // else a last look could put the notice up again
    board.post(Topic.CONNECTIONS, NOTHING);
  }

  private void later(Runnable what) {
    try {
      thread.execute(what);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed meanwhile");
    }
  }

  @Override
  public List<Problem> problems() {
    String why = unread;
    return why.isEmpty()
        ? List.of()
        : List.of(
            new Problem(
                Problem.Severity.NOTE,
                "tickle",
                "clients won't be told after a takeover: " + why,
                "the kernel needs inet_diag and tcp_diag (modprobe tcp_diag); or set enabled = off"
                    + " in io.understudy.tickle.cfg"));
  }

  private static Stream<GroupView> owning(ClusterView view) {
    return view.groups().stream().filter(group -> group.role() == Role.OWNER);
  }

  private static Set<GroupId> owned(ClusterView view) {
    return owning(view).map(GroupView::group).collect(Collectors.toSet());
  }

  /// The owner's part.
  private void look() {
    try {
      Set<InetAddress> addresses =
          owning(cluster.view())
              .flatMap(group -> group.addresses().stream())
              .collect(Collectors.toSet());
      List<Connection> there = addresses.isEmpty() ? List.of() : connections.established(addresses);
      unread = "";
      List<Connection> list = lasting.look(there);
      post(list.isEmpty() ? NOTHING : Roster.bytes(list));
    } catch (KernelException failed) {
      if (unread.isEmpty()) {
        LOG.warn("{}", failed.getMessage());
      }
      unread = failed.getMessage();
      post(NOTHING);
    } catch (RuntimeException unexpected) {
      LOG.error("connections can't be looked at just now", unexpected); // and else never again
    }
  }

  private void post(byte[] notice) {
    if (!Arrays.equals(notice, posted)) {
      board.post(Topic.CONNECTIONS, notice);
      posted = notice;
    }
  }

  private void read() {
    remembered.read(board.read(Topic.CONNECTIONS), System.nanoTime());
  }

  private void changed(ClusterView view) {
    Set<GroupId> before = owned;
    owned = owned(view);
    owning(view).filter(group -> !before.contains(group.group())).forEach(this::tookOver);
  }

  private void tookOver(GroupView group) {
    read();
    List<Connection> ended = remembered.to(group.addresses(), System.nanoTime());
    if (ended.isEmpty()) {
      return;
    }
    history.record(
        "tickled",
        group.group().name(),
        "clients of %d connections are told that these ended with the former owner"
            .formatted(ended.size()));
    await(group.group(), ended, LOOKS.dividedBy(LOOKS_EVERY));
  }

  private void await(GroupId group, List<Connection> ended, long looks) {
    if (ended.stream().allMatch(connection -> here(connection.local().getAddress()))) {
      WAVES.forEach(wave -> in(wave, () -> tickle(group, ended)));
    } else if (looks > 0 && owned.contains(group)) {
      in(LOOKS_EVERY, () -> await(group, ended, looks - 1));
    }
  }

  private static boolean here(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return false;
    }
  }

  private void in(Duration wait, Runnable what) {
    thread.schedule(what, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tickle(GroupId group, List<Connection> ended) {
    Set<String> failures = new HashSet<>();
    if (owned.contains(group)) {
      for (Connection connection : ended) {
        try {
          connections.tickle(connection);
        } catch (KernelException failed) {
          failures.add(failed.getMessage());
        }
      }
    }
    failures.forEach(failure -> LOG.warn("{}: {}", group, failure));
  }
}
