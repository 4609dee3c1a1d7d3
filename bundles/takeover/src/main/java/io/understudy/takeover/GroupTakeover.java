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
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

  /// Frames of a former owner may still wait in the socket when its successor claims.
  private static final Duration ECHO_OF_THE_PAST = Duration.ofMillis(50);

  /// What this instance did about the addresses.
  private enum Hold {
    NONE,
    /// They were there already when it came.
    FOUND,
    CLAIMED
  }

  /// What is known of the LAN device.
  ///
  /// @param ear empty while the device is missing or can't be listened on
  /// @param error why not; empty if all is well
  private record Lan(Optional<Link> link, Optional<Ear> ear, String error) {
    boolean usable() {
      return ear.isPresent() && link.filter(one -> one.up() && one.carrier()).isPresent();
    }

    int index() {
      return link.map(Link::index).orElse(-1);
    }
  }

  private final TakeoverSettings settings;
  private final Set<InetAddress> addresses;
  private final Links links;
  private final Packets packets;
  private final Sysctls sysctls;
  private final Bearer bearer;
  private final Ledger ledger;
  private final Conflicts conflicts;
  private final Frames frames = new Frames(new SecureRandom().nextLong(1, 1L << 48));
  private final ScheduledThreadPoolExecutor thread;
  private final Announcer announcer;
  private final AutoCloseable watch;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore asked = new Semaphore(1);
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Set<Ledger.Place> former = new LinkedHashSet<>();

  private volatile Lan lan = new Lan(Optional.empty(), Optional.empty(), "not looked at yet");
  private volatile List<ByteBuffer> announcements = List.of();
  private volatile Hold hold = Hold.NONE;
  private volatile long claimedNanos;
  private volatile @Nullable Inquiry inquiry;
  private volatile String unsent = "";
  private volatile String unwritten = "";
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
    this.ledger = new Ledger(home, settings.group());
    this.conflicts = new Conflicts("group " + settings.group(), InstantSource.system());
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("takeover-" + settings.group()).factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.prestartAllCoreThreads();
    this.announcer = new Announcer(thread, this::announce, settings.announce(), settings.every());
    recall();
    look();
    adopt();
    this.watch = links.listen(this::changed);
  }

  @Deactivate
  void deactivate() throws Exception {
    watch.close();
    announcer.stop();
    thread.shutdownNow();
    lan.ear().ifPresent(Ear::close);
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
      return new Answer.Unknown(obstacle(now));
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
      MacAddress mac = now.link().orElseThrow().mac();
      byte[] source = linkLocal();
      List<ByteBuffer> questions =
          addresses.stream().map(address -> frames.question(address, mac, source)).toList();
      return asking.ask(now.ear().orElseThrow(), questions, wait);
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
      return new Outcome.Failed(obstacle(lan));
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
    List<String> failures = bearer.clear(Set.copyOf(former));
    if (!failures.isEmpty()) {
      return new Outcome.Unknown(
          "%s: addresses may be left: %s".formatted(group(), String.join("; ", failures)));
    }
    if (hold != Hold.NONE) {
      LOG.info("{}: addresses gone from {}", group(), settings.bearer());
    }
    hold = Hold.NONE;
    conflicts.forget();
    if (!former.isEmpty()) {
      former.clear();
      record();
    }
    thread.execute(this::look);
    return Outcome.DONE;
  }

  @Override
  public void announce() {
    Lan now = lan;
    if (hold == Hold.NONE || !now.usable()) {
      return;
    }
    try {
      for (ByteBuffer announcement : announcements) {
        now.ear().orElseThrow().send(announcement);
      }
      unsent = "";
    } catch (KernelException e) {
      if (unsent.isEmpty()) {
        LOG.warn("{}: can't announce: {}", group(), e.getMessage());
      }
      unsent = e.getMessage();
    }
  }

  @Override
  public Holding holding() {
    Lan now = lan;
    try {
      boolean usable =
          now.ear().isPresent()
              && links.find(settings.lan()).filter(one -> one.up() && one.carrier()).isPresent();
      return new Holding(bearer.present(), usable, usable ? "" : obstacle(now));
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
    List<Problem> problems = new ArrayList<>(conflicts.problems(ownMac(now)));
    if (now.ear().isEmpty()) {
      problems.add(
          new Problem(
              Problem.Severity.ALARM,
              subject,
              obstacle(now),
              "until it is there, this node can't have the group; or correct `interface`"));
    } else if (!now.usable()) {
      problems.add(
          new Problem(
              Problem.Severity.WARNING,
              subject,
              obstacle(now),
              "check the cable and the switch, or `ip link set " + settings.lan() + " up`"));
    }
    sysctls
        .refused()
        .ifPresent(
            keys ->
                problems.add(
                    new Problem(
                        Problem.Severity.WARNING,
                        subject,
                        "can't set sysctl " + keys,
                        "set it by hand, and make /proc/sys writable for the node")));
    addUnless(unsent, "announcements can't leave: " + unsent, "see the log", problems);
    addUnless(
        unwritten,
        "can't keep track of its addresses: " + unwritten,
        "make room under data/, or after a change of settings remove old addresses by hand",
        problems);
    return problems;
  }

  private static void addUnless(String error, String what, String remedy, List<Problem> problems) {
    if (!error.isEmpty()) {
      problems.add(new Problem(Problem.Severity.WARNING, "takeover", what, remedy));
    }
  }

  private String obstacle(Lan now) {
    String name = settings.lan();
    return now.link().isEmpty()
        ? "there is no interface " + name
        : !now.error().isEmpty()
            ? "interface " + name + " can't be used: " + now.error()
            : "interface " + name + " is down or has no carrier";
  }

  private MacAddress ownMac(Lan now) {
    return settings
        .virtualMac()
        .orElseGet(() -> now.link().map(Link::mac).orElse(new MacAddress(0)));
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

  /// Takes away what former settings left, unless it is held under the present ones too: that waits
  /// for the next claim or release.
  private void recall() {
    try {
      former.addAll(ledger.read());
    } catch (IOException e) {
      unwritten = e.getMessage();
    }
    bearer.tidy(former, false);
    former.removeIf(place -> !addresses.contains(place.prefix().address()));
    former.removeAll(places());
    if (former.stream()
        .anyMatch(
            place ->
                place.device().equals(VirtualMac.device(group()))
                    && !place.lan().equals(settings.lan()))) {
      bearer.elsewhere();
    }
    record();
  }

  private void record() {
    try {
      Set<Ledger.Place> all = places();
      all.addAll(former);
      ledger.write(all);
      unwritten = "";
    } catch (IOException e) {
      LOG.warn("{}: can't keep track of its addresses: {}", group(), e.getMessage());
      unwritten = e.toString();
    }
  }

  private Set<Ledger.Place> places() {
    Set<Ledger.Place> places = new LinkedHashSet<>();
    for (Prefix prefix : settings.addresses()) {
      places.add(new Ledger.Place(settings.bearer(), settings.lan(), prefix));
    }
    return places;
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
      bearer.tidy(Set.copyOf(former), true);
      if (!former.isEmpty()) {
        former.clear();
        record();
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
      MacAddress mac = ownMac(now);
      boolean router = sysctls.forwardsIpv6(settings.bearer());
      announcements =
          addresses.stream()
              .flatMap(address -> frames.announcements(address, mac, router).stream())
              .toList();
    }
    if (now.usable() != before.usable()) {
      LOG.info("{}: {}", group(), now.usable() ? settings.lan() + " is usable" : obstacle(now));
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
      return new Lan(link, before.ear(), "");
    }
    before.ear().ifPresent(Ear::close);
    if (link.isEmpty()) {
      return new Lan(link, Optional.empty(), "");
    }
    try {
      bearer.prepare();
      return new Lan(
          link, Optional.of(new Ear(packets, settings.lan(), addresses, this::heard)), "");
    } catch (KernelException e) {
      LOG.warn("{}: {}", group(), e.getMessage());
      return new Lan(link, Optional.empty(), e.getMessage());
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
    MacAddress own = ownMac(lan);
    boolean echo =
        sighting.nonce() == frames.nonce()
            || sighting.mac().equals(own) && settings.virtualMac().isEmpty();
    if (echo) {
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
