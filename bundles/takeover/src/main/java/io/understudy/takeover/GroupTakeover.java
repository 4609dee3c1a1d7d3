package io.understudy.takeover;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.Takeover;
import io.understudy.api.Term;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Links;
import io.understudy.api.kernel.Links.Link;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Packets;
import io.understudy.api.kernel.Prefix;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses of one group. See the bundle's README for what happens when.
@Component(
    service = {Takeover.class, Reporting.class},
    configurationPid = TakeoverSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
@Designate(ocd = TakeoverConfiguration.class, factory = true)
public final class GroupTakeover implements Takeover, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(GroupTakeover.class);
  private static final Duration PUT_BACK_AT_MOST_EVERY = Duration.ofSeconds(1);

  /// For the kernel to change a device or an address, which takes milliseconds.
  private static final Duration LAST_TASK = Duration.ofSeconds(5);

  /// Frames of a former owner may still wait in the socket when its successor claims.
  private static final Duration ECHO_OF_THE_PAST = Duration.ofMillis(50);

  /// What this instance did about the addresses.
  private enum Hold {
    NONE,
    /// They were there already when it came.
    FOUND,
    CLAIMED
  }

  private final TakeoverSettings settings;
  private final Set<InetAddress> addresses;
  private final Links links;
  private final Packets packets;
  private final Sysctls sysctls;
  private final Bearer bearer;
  private final Places places;
  private final Voice voice;
  private final Conflicts conflicts;
  private final ScheduledThreadPoolExecutor thread;
  private final Announcer announcer;
  private final AutoCloseable watch;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore asked = new Semaphore(1);
  private final AtomicBoolean looking = new AtomicBoolean();

  private volatile Lan lan;
  private volatile Hold hold = Hold.NONE;
  private volatile long claimedNanos;
  private volatile @Nullable Inquiry inquiry;
  private int claimedIndex;
  private long putBackNanos;

  @Activate
  public GroupTakeover(
      Map<String, Object> values, @Reference Links links, @Reference Packets packets) {
    this(
        TakeoverSettings.of(values),
        links,
        packets,
        Path.of(System.getProperty("understudy.home", ".")),
        Path.of("/proc"));
  }

  /// @param proc the proc file system, or what stands for it in tests
  GroupTakeover(TakeoverSettings settings, Links links, Packets packets, Path home, Path proc) {
    this.settings = settings;
    this.addresses = settings.bare();
    this.links = links;
    this.packets = packets;
    this.sysctls = new Sysctls(proc.resolve("sys/net"));
    this.bearer = new Bearer(settings, links, sysctls, proc.resolve("thread-self/net/dev"));
    this.places = new Places(settings, new Ledger(home, settings.group()));
    this.voice = new Voice(addresses);
    this.lan = Lan.missing(settings.lan());
    this.conflicts = new Conflicts("group " + settings.group(), InstantSource.system());
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("takeover-" + settings.group()).factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.prestartAllCoreThreads();
    this.announcer = new Announcer(thread, this::announce, settings.announce(), settings.every());
    places.recall(bearer);
    look();
    adopt();
    this.watch = links.listen(this::changed);
  }

  @Deactivate
  void deactivate() throws Exception {
    watch.close();
    announcer.stop();
    thread.shutdownNow();
    try {
      // What it does just now must not undo what its successor does next.
      if (!thread.awaitTermination(LAST_TASK.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{}: the kernel still works on its devices", group());
      }
    } finally {
      lan.ear().ifPresent(Ear::close);
    }
  }

  @Override
  public GroupId group() {
    return settings.group();
  }

  @Override
  public Set<Prefix> addresses() {
    return settings.addresses();
  }

  /// The LAN device alone: what a macvlan sends and receives passes its hooks too.
  @Override
  public Set<String> devices() {
    return Set.of(settings.lan());
  }

  @Override
  public Answer probe(Duration wait) {
    Lan now = lan;
    if (!now.usable()) {
      return new Answer.Unknown(now.obstacle());
    }
    Inquiry asking = new Inquiry();
    try {
      asked.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unknown("interrupted before asking the LAN");
    }
    inquiry = asking;
    try {
      return asking.ask(now.ear().orElseThrow(), voice.questions(now.mac(), linkLocal()), wait);
    } catch (KernelException e) {
      return new Answer.Unknown(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unknown("interrupted while asking the LAN");
    } finally {
      inquiry = null;
      asked.release();
    }
  }

  @Override
  public synchronized Outcome claim(Term term) {
    if (lan.ear().isEmpty()) {
      look();
    }
    if (lan.ear().isEmpty()) {
      return new Outcome.Failed(lan.obstacle());
    }
    try {
      bearer.put();
    } catch (KernelException e) {
      List<String> left = hold == Hold.NONE ? bearer.clear(Set.of()) : List.of();
      return left.isEmpty() && hold == Hold.NONE
          ? new Outcome.Failed(e.getMessage())
          : new Outcome.Unknown(e.getMessage());
    }
    boolean anew = hold != Hold.CLAIMED;
    claimedNanos = anew ? System.nanoTime() : claimedNanos;
    claimedIndex = lan.index();
    hold = Hold.CLAIMED;
    announcer.start();
    if (anew) {
      LOG.info("{}: addresses on {} for term {}", group(), settings.bearer(), term);
      thread.execute(this::settle);
    }
    return Outcome.DONE;
  }

  @Override
  public synchronized Outcome release() {
    announcer.stop();
    List<String> failures = bearer.clear(places.former());
    if (!failures.isEmpty()) {
      return new Outcome.Unknown(
          "%s: addresses may be left: %s".formatted(group(), String.join("; ", failures)));
    }
    if (hold != Hold.NONE) {
      LOG.info("{}: addresses gone from {}", group(), settings.bearer());
    }
    hold = Hold.NONE;
    conflicts.forget();
    places.settled();
    thread.execute(this::look);
    return Outcome.DONE;
  }

  @Override
  public void announce() {
    Lan now = lan;
    if (hold != Hold.NONE && now.usable()) {
      now.ear().ifPresent(voice::announce);
    }
  }

  @Override
  public Holding holding() {
    Lan now = lan;
    try {
      boolean usable =
          now.ear().isPresent()
              && links.find(settings.lan()).filter(one -> one.up() && one.carrier()).isPresent();
      return new Holding(bearer.present(), usable, usable ? "" : now.obstacle());
    } catch (KernelException e) {
      return new Holding(Set.of(), false, e.getMessage());
    }
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public List<Problem> problems() {
    String subject = "group " + group();
    Lan now = lan;
    List<Problem> problems = new ArrayList<>(conflicts.problems(mac(now)));
    now.problem(subject).ifPresent(problems::add);
    sysctls
        .refused()
        .map(keys -> warning("can't set sysctl " + keys, "set it by hand"))
        .ifPresent(problems::add);
    voice
        .unsent()
        .map(why -> warning("announcements can't leave: " + why, "see the log"))
        .ifPresent(problems::add);
    places
        .unwritten()
        .map(
            why ->
                warning(
                    "can't keep track of its addresses: " + why,
                    "make room under data/; until then remove addresses that are edited away by"
                        + " hand"))
        .ifPresent(problems::add);
    return problems;
  }

  private Problem warning(String what, String remedy) {
    return new Problem(Problem.Severity.WARNING, "group " + group(), what, remedy);
  }

  /// {@return the MAC address under which the group is reached}
  private MacAddress mac(Lan now) {
    return settings.virtualMac().orElseGet(now::mac);
  }

  private byte[] linkLocal() throws KernelException {
    return links.addresses(settings.lan()).stream()
        .map(Prefix::address)
        .filter(InetAddress::isLinkLocalAddress)
        .map(InetAddress::getAddress)
        .filter(bytes -> bytes.length == 16)
        .findFirst()
        .orElseGet(Frames::nobody);
  }

  private synchronized void adopt() {
    try {
      if (!bearer.present().isEmpty()) {
        hold = Hold.FOUND;
        claimedIndex = lan.index();
        announcer.resume();
        LOG.info("{}: found its addresses on {}", group(), settings.bearer());
      }
    } catch (KernelException e) {
      LOG.warn("{}: {}", group(), e.getMessage());
    }
  }

  private synchronized void settle() {
    if (hold == Hold.CLAIMED) {
      bearer.tidy(places.former(), true);
      places.settled();
      try {
        bearer.prepare();
      } catch (KernelException e) {
        LOG.warn("{}: {}", group(), e.getMessage());
      }
    }
  }

  private void changed(Set<String> devices) {
    if ((devices.contains(settings.lan()) || devices.contains(settings.bearer()))
        && looking.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            looking.set(false);
            look();
          });
    }
  }

  /// Looks at the devices and makes the best of what it finds.
  private synchronized void look() {
    Lan before = lan;
    Lan now = hear(before);
    lan = now;
    if (now.ear().isPresent()) {
      voice.prepare(mac(now), sysctls.forwardsIpv6(settings.bearer()));
    }
    if (now.usable() != before.usable()) {
      LOG.info("{}: {}", group(), now.usable() ? settings.lan() + " is usable" : now.obstacle());
      listeners.forEach(listener -> listener.device(group(), now.usable()));
    }
    if (now.usable() && hold != Hold.NONE && claimedIndex == now.index()) {
      if (hold == Hold.CLAIMED) {
        putBack();
      }
      if (!before.usable() && before.link().isPresent()) {
        announcer.start();
      }
    }
  }

  /// Opens the sockets anew when the device is another one than before.
  private Lan hear(Lan before) {
    Optional<Link> link = links.find(settings.lan());
    if (before.ear().isPresent() && link.map(Link::index).orElse(-1) == before.index()) {
      return new Lan(settings.lan(), link, before.ear(), "");
    }
    before.ear().ifPresent(Ear::close);
    if (link.isEmpty()) {
      return Lan.missing(settings.lan());
    }
    try {
      bearer.prepare();
      Ear ear = new Ear(packets, settings.lan(), addresses, this::heard);
      return new Lan(settings.lan(), link, Optional.of(ear), "");
    } catch (KernelException e) {
      LOG.warn("{}: {}", group(), e.getMessage());
      return new Lan(settings.lan(), link, Optional.empty(), e.getMessage());
    }
  }

  /// Puts addresses back that somebody else removed (a network daemon, an administrator, IPv6 when
  /// the device went down). Only while the device is the one on which they were claimed: on a new
  /// one nothing may be held before the lease guards it.
  private void putBack() {
    try {
      if (bearer.present().containsAll(addresses)) {
        return;
      }
      long since = System.nanoTime() - putBackNanos;
      if (putBackNanos != 0 && since < PUT_BACK_AT_MOST_EVERY.toNanos()) {
        thread.schedule(this::look, PUT_BACK_AT_MOST_EVERY.toNanos() - since, TimeUnit.NANOSECONDS);
        return;
      }
      putBackNanos = System.nanoTime();
      bearer.put();
      LOG.warn("{}: addresses were missing on {}; put back", group(), settings.bearer());
      announcer.start();
    } catch (KernelException e) {
      LOG.warn("{}: can't put the addresses back: {}", group(), e.getMessage());
    }
  }

  private void heard(Sighting sighting) {
    boolean kernelsEcho = settings.virtualMac().isEmpty() && sighting.mac().equals(lan.mac());
    if (voice.echo(sighting) || kernelsEcho) {
      return;
    }
    Inquiry asking = inquiry;
    if (asking != null) {
      asking.heard(sighting);
    }
    if (hold == Hold.NONE || System.nanoTime() - claimedNanos < ECHO_OF_THE_PAST.toNanos()) {
      return;
    }
    if (conflicts.note(sighting.address(), sighting.mac())) {
      LOG.error(
          "{}: {} is also used by {}",
          group(),
          sighting.address().getHostAddress(),
          sighting.mac());
      listeners.forEach(listener -> listener.conflict(group(), sighting.address(), sighting.mac()));
    }
    announcer.defend();
  }
}
