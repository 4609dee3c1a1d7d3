package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What is known of the reference devices: which pings they answered, and which of them reflect. A
/// set of devices is a mask over their places. Arrays are replaced, never changed.
final class Devices implements Cloneable {
  private static final int KEPT = 12;

  private DeviceId[] ids;
  private long[][] answered;
  private long[] rest;
  private long[] reflected;
  private long available;
  private long unsureUntil = Times.NEVER;
  private long lastMask;
  private Set<DeviceId> lastSet = Set.of();

  /// Stamps of the own pings, oldest first.
  long[] pings = new long[0];

  Devices(Policy policy) {
    ids = new DeviceId[0];
    answered = new long[0][];
    rest = new long[0];
    reflected = new long[0];
    configure(policy);
    available = (1L << ids.length) - 1;
  }

  Devices copy() {
    try {
      return (Devices) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// Takes over what is known of devices that are still configured.
  void configure(Policy policy) {
    DeviceId[] next = policy.devices().keySet().stream().sorted().toArray(DeviceId[]::new);
    if (next.length > 32) {
      throw new IllegalArgumentException("more than 32 reference devices");
    }
    if (Arrays.equals(next, ids)) {
      return;
    }
    long[][] nextAnswered = new long[next.length][];
    long[] nextRest = new long[next.length];
    long[] nextReflected = new long[next.length];
    long nextAvailable = 0;
    for (int i = 0; i < next.length; i++) {
      int old = Arrays.asList(ids).indexOf(next[i]);
      nextAnswered[i] = old < 0 ? new long[0] : answered[old];
      nextRest[i] = old < 0 ? Times.NEVER : rest[old];
      nextReflected[i] = old < 0 ? Times.NEVER : reflected[old];
      if (old < 0 || (available & 1L << old) != 0) {
        nextAvailable |= 1L << i;
      }
    }
    ids = next;
    answered = nextAnswered;
    rest = nextRest;
    reflected = nextReflected;
    available = nextAvailable;
    lastMask = 0;
    lastSet = Set.of();
  }

  /// Devices without an adapter are unknown, and for a while after it came back.
  void available(Set<DeviceId> now, long until) {
    long mask = 0;
    for (int i = 0; i < ids.length; i++) {
      if (now.contains(ids[i])) {
        mask |= 1L << i;
      }
    }
    if (mask != available) {
      available = mask;
      unsureUntil = until;
    }
  }

  boolean unsure(long now) {
    return available != (1L << ids.length) - 1 || now < unsureUntil;
  }

  void pinged(long stamp) {
    int keep = Math.min(pings.length, KEPT - 1);
    long[] next = Arrays.copyOfRange(pings, pings.length - keep, pings.length + 1);
    next[keep] = stamp;
    pings = next;
  }

  void answered(DeviceId device, long stamp) {
    int i = place(device);
    if (i < 0 || Arrays.binarySearch(pings, stamp) < 0) {
      return;
    }
    if (rest[i] < stamp) {
      rest = rest.clone();
      rest[i] = stamp;
    }
    long[] old = answered[i];
    int at = Arrays.binarySearch(old, stamp);
    if (at >= 0) {
      return;
    }
    int insert = -at - 1;
    int drop = old.length == KEPT ? 1 : 0;
    if (insert < drop) {
      return;
    }
    long[] next = new long[old.length + 1 - drop];
    System.arraycopy(old, drop, next, 0, insert - drop);
    next[insert - drop] = stamp;
    System.arraycopy(old, insert, next, insert - drop + 1, old.length - insert);
    answered = answered.clone();
    answered[i] = next;
  }

  void reflected(DeviceId device, long at) {
    int i = place(device);
    if (i >= 0 && reflected[i] < at) {
      reflected = reflected.clone();
      reflected[i] = at;
    }
  }

  /// Forgets what bursts found: after a stall, evidence starts anew.
  void forgetBursts() {
    answered = new long[ids.length][];
    Arrays.fill(answered, new long[0]);
    pings = new long[0];
  }

  /// {@return devices that answered a ping of [t - gap, t) and another one of [t, t + gap] (R4)}
  long reachedAt(long t, long gap) {
    long mask = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean before = false;
      boolean after = false;
      for (long stamp : answered[i]) {
        before |= stamp < t && stamp >= t - gap;
        after |= stamp >= t && stamp <= t + gap;
      }
      if (before && after) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  /// {@return devices that answered any ping since}
  long reachedSince(long since) {
    long mask = 0;
    for (int i = 0; i < ids.length; i++) {
      long[] stamps = answered[i];
      if (stamps.length > 0 && stamps[stamps.length - 1] >= since) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  long reachedAtRest(long since) {
    long mask = 0;
    for (int i = 0; i < ids.length; i++) {
      if (rest[i] >= since) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  long reflecting(long since) {
    long mask = 0;
    for (int i = 0; i < ids.length; i++) {
      if (reflected[i] >= since) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  int weight(long mask, Map<DeviceId, Integer> weights) {
    int sum = 0;
    for (int i = 0; i < ids.length; i++) {
      if ((mask & 1L << i) != 0) {
        sum += weights.getOrDefault(ids[i], 0);
      }
    }
    return sum;
  }

  boolean atLeastHalf(long mask, List<Electorate> electorates) {
    for (Electorate electorate : electorates) {
      if (2 * weight(mask, electorate.weights()) < electorate.total()) {
        return false;
      }
    }
    return true;
  }

  boolean moreThanHalf(long mask, List<Electorate> electorates) {
    for (Electorate electorate : electorates) {
      if (2 * weight(mask, electorate.weights()) <= electorate.total()) {
        return false;
      }
    }
    return true;
  }

  Set<DeviceId> set(long mask) {
    if (mask == 0) {
      return Set.of();
    }
    if (mask != lastMask) {
      Set<DeviceId> set = new TreeSet<>();
      for (int i = 0; i < ids.length; i++) {
        if ((mask & 1L << i) != 0) {
          set.add(ids[i]);
        }
      }
      lastSet = Set.copyOf(set);
      lastMask = mask;
    }
    return lastSet;
  }

  private int place(DeviceId device) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i].equals(device)) {
        return i;
      }
    }
    return -1;
  }
}
