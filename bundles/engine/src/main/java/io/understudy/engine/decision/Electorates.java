package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which devices decide (R9). The owner proposes; the standby is bound by old and new from when it
/// says so until the owner uses only the new.
final class Electorates {
  private static final long DAMPED = Duration.ofSeconds(1).toNanos();
  private static final long SETTLED = Duration.ofMillis(3600).toNanos();
  private static final long CONSIDER = Duration.ofMillis(200).toNanos();
  private static final int MOST = 4;

  private Electorates() {}

  /// {@return those that bind this node; never empty, though one of them may have no devices}
  static List<Electorate> binding(Turn turn, Ownership own) {
    List<Electorate> safe = turn.state.disk.electorates(own.group);
    return safe.isEmpty() ? first(turn) : safe;
  }

  static boolean empty(Turn turn, Ownership own) {
    for (Electorate electorate : binding(turn, own)) {
      if (!electorate.weights().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static List<Electorate> first(Turn turn) {
    Map<DeviceId, Integer> weights = turn.policy.devices();
    String by = Integer.toHexString(weights.hashCode());
    return List.of(new Electorate(new Electorate.Version(0, by), weights));
  }

  static List<Electorate.Version> versions(List<Electorate> electorates) {
    List<Electorate.Version> versions = new ArrayList<>(electorates.size());
    for (Electorate electorate : electorates) {
      versions.add(electorate.version());
    }
    return versions;
  }

  /// The standby's part.
  static void heard(Turn turn, Ownership own, Beat.Section section) {
    if (own.owner()
        || section.standing() != Beat.Standing.OWNER
        || section.term().value() < own.seen) {
      return;
    }
    Disk disk = turn.state.disk;
    List<Electorate> mine = disk.wishedElectorates(own.group);
    if (section.proposal().isPresent()) {
      Electorate proposal = section.proposal().get();
      if (mine.size() >= MOST || versions(mine).contains(proposal.version())) {
        return;
      }
      List<Electorate> both = new ArrayList<>(mine);
      both.add(proposal);
      disk.wishElectorates(own.group, both);
    } else if (mine.size() > section.electorates().size()
        && versions(mine).containsAll(section.electorates())) {
      disk.wishElectorates(
          own.group,
          mine.stream().filter(one -> section.electorates().contains(one.version())).toList());
    }
  }

  /// The owner's part.
  static void settle(Turn turn, Ownership own) {
    Disk disk = turn.state.disk;
    if (disk.wishedElectorates(own.group).isEmpty()) {
      disk.wishElectorates(own.group, first(turn));
    }
    Beat beat = turn.state.peer.beat;
    Beat.Section peer = turn.state.peer.section(own.group);
    if (!turn.has(Rule.JOINT) && beat != null && turn.contact()) {
      changeAlone(turn, own, beat);
      return;
    }
    if (!own.owner() || beat == null || peer == null) {
      return;
    }
    Electorate proposal = own.proposal;
    if (proposal != null) {
      List<Electorate> agreed = List.of(proposal);
      if (disk.electorates(own.group).equals(agreed)) {
        own.proposal = null;
        turn.note(
            "electorate",
            own,
            "decided by %s".formatted(new TreeSet<>(proposal.weights().keySet())));
      } else if (peer.electorates().contains(proposal.version())) {
        if (!disk.wishedElectorates(own.group).equals(agreed)) {
          disk.wishElectorates(own.group, agreed);
        }
      }
      return;
    }
    if (turn.now < own.considerAt) {
      return;
    }
    own.considerAt = turn.now + CONSIDER;
    consider(turn, own, beat, peer);
  }

  /// What [Rule#JOINT] forbids: to use a new electorate without the other's word.
  private static void changeAlone(Turn turn, Ownership own, Beat beat) {
    List<Electorate> mine = turn.state.disk.wishedElectorates(own.group);
    Map<DeviceId, Integer> fit = fit(turn, mine, beat);
    if (turn.now - turn.state.startedAt > SETTLED && !mine.getFirst().weights().equals(fit)) {
      Electorate.Version next =
          Electorate.Version.next(mine.getFirst().version().number(), turn.policy.self());
      turn.state.disk.wishElectorates(own.group, List.of(new Electorate(next, fit)));
    }
  }

  private static void consider(Turn turn, Ownership own, Beat beat, Beat.Section peer) {
    if (!turn.contact()
        || turn.now - turn.state.startedAt < SETTLED
        || own.handing != null
        || beat.unsure()
        || turn.state.devices.unsure(turn.now)) {
      own.considered = null;
      return;
    }
    List<Electorate> mine = binding(turn, own);
    Map<DeviceId, Integer> fit = fit(turn, mine, beat);
    if (mine.size() == 1
        && mine.getFirst().weights().equals(fit)
        && peer.electorates().equals(versions(mine))) {
      own.considered = null;
      return;
    }
    if (!fit.equals(own.considered)) {
      own.considered = fit;
      own.consideredSince = turn.now;
    }
    if (turn.now - own.consideredSince > DAMPED) {
      long newest = 0;
      for (Electorate electorate : mine) {
        newest = Math.max(newest, electorate.version().number());
      }
      for (Electorate.Version version : peer.electorates()) {
        newest = Math.max(newest, version.number());
      }
      own.proposal = new Electorate(Electorate.Version.next(newest, turn.policy.self()), fit);
      own.considered = null;
      turn.speak = true;
    }
  }

  /// {@return devices that reach and reflect both ways, and those that only one node reaches just
  /// now but that were found good before}
  private static Map<DeviceId, Integer> fit(Turn turn, List<Electorate> mine, Beat beat) {
    Devices devices = turn.state.devices;
    Set<DeviceId> reached = devices.set(Evidence.reachedAtRest(turn));
    Set<DeviceId> reflecting = devices.set(Evidence.reflecting(turn));
    Map<DeviceId, Integer> fit = new HashMap<>();
    turn.policy
        .devices()
        .forEach(
            (device, weight) -> {
              boolean here = reached.contains(device);
              boolean there = beat.reached().contains(device);
              boolean good =
                  here && there
                      ? reflecting.contains(device) && beat.reflecting().contains(device)
                      : (here || there)
                          && mine.stream().anyMatch(one -> one.weights().containsKey(device));
              if (good) {
                fit.put(device, weight);
              }
            });
    return fit;
  }
}
