package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.Takeover;
import io.understudy.api.Term;
import io.understudy.api.kernel.Lease;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Carries out what the core says. What is quick and must be in order (beats, pings, renewals,
/// muting) happens on the loop's thread, everything else elsewhere, with a deadline, and comes back
/// as an event.
final class Performance implements Loop.Performer {
  private static final Duration ADDRESSES = Duration.ofSeconds(5);

  private final Adapters adapters;
  private final Orders orders;
  private final Services services;
  private final Data data;
  private final Guarding guarding;
  private final Disk disk;
  private final Requests requests;
  private final Chronicle chronicle;
  private final Consumer<Event> outcomes;
  private final Flaps flaps;
  private final NodeId self;
  private volatile List<Problem> problems = List.of();

  /// @param outcomes where results are posted
  Performance(
      Adapters adapters,
      Orders orders,
      Services services,
      Data data,
      Guarding guarding,
      Disk disk,
      Requests requests,
      Chronicle chronicle,
      Flaps flaps,
      NodeId self,
      Consumer<Event> outcomes) {
    this.adapters = adapters;
    this.orders = orders;
    this.services = services;
    this.data = data;
    this.guarding = guarding;
    this.disk = disk;
    this.requests = requests;
    this.chronicle = chronicle;
    this.flaps = flaps;
    this.self = self;
    this.outcomes = outcomes;
  }

  /// {@return what the core finds wrong}
  List<Problem> problems() {
    return problems;
  }

  @Override
  public void perform(Action action, Tickets tickets, Lease lease) {
    switch (action) {
      case Action.SendBeat send -> send(send.beat(), send.reflect());
      case Action.Ping ping -> adapters.devices().values().forEach(d -> d.ping(ping.stamp()));
      case Action.Renew renew -> {
        if (tickets.has(renew.stamp())) {
          lease.renew(tickets.nonce(renew.stamp()), renew.kind(), renew.group());
        }
      }
      case Action.Mute mute -> mute(mute, lease);
      case Action.Guard guard ->
          guarding.change(
              guard.timing(), outcome -> outcomes.accept(new Event.Guarded(guard.op(), outcome)));
      case Action.Persist persist ->
          disk.write(
              persist.durable(),
              () -> outcomes.accept(new Event.Persisted(persist.op())),
              why -> outcomes.accept(new Event.PersistFailed(persist.op(), why)));
      case Action.Probe probe -> probe(probe);
      case Action.Claim claim -> claim(claim);
      case Action.Release release ->
          addresses(
              "release of " + release.group(),
              release.group(),
              Takeover::release,
              outcome -> new Event.Released(release.group(), release.op(), outcome));
      case Action.StartServices start ->
          services.start(
              start.group(),
              start.term(),
              started ->
                  outcomes.accept(
                      new Event.ServicesStarted(
                          start.group(),
                          start.term(),
                          start.op(),
                          started.outcome(),
                          started.service())));
      case Action.StopServices stop ->
          services.standBy(
              stop.group(),
              stop.successor(),
              outcome ->
                  outcomes.accept(
                      new Event.ServicesStopped(stop.group(), stop.term(), stop.op(), outcome)));
      case Action.EndServices end ->
          services.end(
              end.group(),
              outcome ->
                  outcomes.accept(
                      new Event.ServicesStopped(end.group(), end.term(), end.op(), outcome)));
      case Action.RestartService again ->
          services.restart(
              again.group(),
              again.service(),
              again.owner(),
              outcome ->
                  outcomes.accept(
                      new Event.ServiceRestarted(
                          again.group(), again.service(), again.op(), outcome)));
      case Action.AskCopy ask -> data.ask(ask.group());
      case Action.Fence fence -> fence(fence);
      case Action.Answer answer -> requests.answer(answer.request(), answer.outcome());
      case Action.Note note -> {
        chronicle.record(note.kind(), note.group(), note.text());
        flaps.noted(note).ifPresent(hold -> outcomes.accept(new Event.SetBack(hold)));
      }
      case Action.Problems found -> problems = found.problems();
    }
  }

  private void send(Beat beat, boolean reflect) {
    ByteBuffer bytes = encode(beat);
    for (HeartbeatPath path : adapters.paths().values()) {
      if (path.peer().equals(beat.to())) {
        path.send(bytes);
      }
    }
    if (reflect) {
      for (ReferenceDevice device : adapters.devices().values()) {
        device.reflect(beat.to(), bytes);
      }
    }
  }

  /// What rides with it takes the room that the beat leaves in a datagram.
  private ByteBuffer encode(Beat beat) {
    if (!adapters.notices().talks(beat.to())) {
      return BeatCodec.encode(beat, adapters.shared().rider());
    }
    byte[] rider = adapters.shared().riderAhead();
    int room = HeartbeatPath.MOST_BYTES - BeatCodec.encode(beat, rider).remaining();
    byte[] piece = adapters.notices().next(beat.to(), room);
    return BeatCodec.encode(
        beat, ByteBuffer.allocate(rider.length + piece.length).put(rider).put(piece).array());
  }

  /// At once where the kernel guards the group. Where it can't, taking the addresses away is all
  /// there is (best effort).
  private void mute(Action.Mute mute, Lease lease) {
    GroupId group = mute.group();
    if (guarding.guards(group) && lease.enforcement().byKernel()) {
      outcomes.accept(new Event.Muted(group, mute.op(), lease.drop(group)));
      return;
    }
    addresses(
        "muting of " + group,
        group,
        takeover -> {
          guarding.await(group);
          return lease.enforcement().byKernel() ? lease.drop(group) : takeover.release();
        },
        outcome -> new Event.Muted(group, mute.op(), outcome));
  }

  private void claim(Action.Claim claim) {
    orders.start(
        "claim of " + claim.group(),
        ADDRESSES,
        () -> {
          data.ownAtClaim(claim.group(), claim.term());
          Takeover takeover = adapters.awaitTakeover(claim.group());
          guarding.await(claim.group());
          return takeover.claim(claim.term());
        },
        outcome ->
            outcomes.accept(new Event.Claimed(claim.group(), claim.term(), claim.op(), outcome)));
  }

  private interface OnAddresses {
    Outcome apply(Takeover takeover) throws InterruptedException;
  }

  private interface Result {
    Event of(Outcome outcome);
  }

  private void addresses(String what, GroupId group, OnAddresses order, Result result) {
    orders.start(
        what,
        ADDRESSES,
        () -> order.apply(adapters.awaitTakeover(group)),
        outcome -> outcomes.accept(result.of(outcome)));
  }

  private void probe(Action.Probe probe) {
    orders.start(
        "probe for " + probe.group(),
        probe.patience().plusMillis(200),
        () -> probed(adapters.awaitTakeover(probe.group()).probe(probe.patience())),
        outcome -> new Event.Probed.Unknown(outcome.toString()),
        answer -> outcomes.accept(new Event.AddressProbed(probe.group(), probe.op(), answer)));
  }

  private static Event.Probed probed(Takeover.Answer answer) {
    return switch (answer) {
      case Takeover.Answer.Silent silent -> new Event.Probed.Silent();
      case Takeover.Answer.Somebody(var address, var mac) ->
          new Event.Probed.Somebody(mac + " answers for " + address.getHostAddress());
      case Takeover.Answer.Unknown(String reason) -> new Event.Probed.Unknown(reason);
    };
  }

  private void fence(Action.Fence fence) {
    Fences fences = adapters.fences();
    orders.start(
        "fencing of " + fence.victim(),
        fences.limit(fence.victim()),
        () -> fences.fence(fence, self),
        outcome -> new Event.Fenced(fence.group(), fence.op(), outcome, Term.NONE),
        outcomes);
  }
}
