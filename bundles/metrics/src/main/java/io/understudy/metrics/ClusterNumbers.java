package io.understudy.metrics;

import static io.understudy.metrics.Families.seconds;

import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.understudy.api.ClusterView;
import io.understudy.api.ClusterView.FenceView;
import io.understudy.api.ClusterView.GroupView;
import io.understudy.api.ClusterView.PeerView;
import io.understudy.api.ClusterView.ServiceView;
import io.understudy.api.DeviceView;
import io.understudy.api.Guarantee;
import io.understudy.api.Outcome;
import io.understudy.api.PathView;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import java.util.List;
import java.util.Locale;

/// What the engine shows of the cluster, as metrics.
final class ClusterNumbers {
  private final Families to;

  ClusterNumbers(Families to) {
    this.to = to;
  }

  void add(ClusterView view) {
    node(view);
    groups(view.groups());
    peers(view.peers());
    paths(view.paths());
    devices(view.devices());
    fences(view.fences());
    problems(view.problems());
  }

  private void node(ClusterView view) {
    InfoSnapshot.Builder build = InfoSnapshot.builder();
    build.name("understudy_build").help("Which node this is, and its version.");
    build.dataPoint(
        InfoDataPointSnapshot.builder()
            .labels(Labels.of("node", view.node().name(), "version", view.version()))
            .build());
    to.other(build.build());
    to.gauge("understudy_ready", "1: the engine decides.").is(view.ready());
    to.gauge("understudy_held", "1: this node must not own anything until it rejoins.")
        .is(view.held().isPresent());
    to.gauge("understudy_maintenance", "1: nothing moves by itself.").is(view.maintenance());
    to.gauge("understudy_engine_start_timestamp_seconds", "When the engine started.")
        .is(seconds(view.since()));
    Families.Family level =
        to.gauge("understudy_guarantee", "1: the level that is promised just now.", "level");
    for (Guarantee.Level one : Guarantee.Level.values()) {
      level.is(one == view.guarantee().level(), word(one));
    }
    to.gauge("understudy_lease_seconds", "How long a lease lasts, as configured.")
        .is(seconds(view.timing().lease()));
    to.gauge("understudy_beat_interval_seconds", "Time between two beats on a path.")
        .is(seconds(view.timing().beat()));
    to.gauge("understudy_claim_wait_seconds", "How long a standby waits before it claims.")
        .is(seconds(view.timing().claimWait()));
  }

  private void groups(List<GroupView> groups) {
    var owner = to.gauge("understudy_group_owner", "1: this node owns the group.", "group");
    var term = to.gauge("understudy_group_term", "The newest term that is known here.", "group");
    var lease =
        to.gauge(
            "understudy_lease_remaining_seconds",
            "How long this node may act as owner without a renewal; 0 on a standby.",
            "group");
    var failures =
        to.gauge(
            "understudy_service_failures",
            "Failures on this node that still count.",
            "group",
            "service");
    var status =
        to.gauge(
            "understudy_service_status", "1: the status it has.", "group", "service", "status");
    for (GroupView one : groups) {
      String group = one.group().name();
      owner.is(one.role() == Role.OWNER, group);
      term.is(one.term().value(), group);
      lease.is(seconds(one.lease()), group);
      for (ServiceView service : one.services()) {
        failures.is(service.failures(), group, service.name());
        status.is(1, group, service.name(), firstWord(service.status()));
      }
    }
  }

  private void peers(List<PeerView> peers) {
    var contact = to.gauge("understudy_peer_contact", "1: heard within the last lease.", "peer");
    var silence =
        to.gauge("understudy_peer_silence_seconds", "Since its last beat, by any path.", "peer");
    var stall =
        to.gauge("understudy_peer_stall_seconds", "Longest stall that it reported lately.", "peer");
    var held = to.gauge("understudy_peer_held", "1: it must not own anything.", "peer");
    for (PeerView one : peers) {
      String peer = one.node().name();
      contact.is(one.contact(), peer);
      one.silence().ifPresent(span -> silence.is(seconds(span), peer));
      stall.is(seconds(one.stall()), peer);
      held.is(one.held(), peer);
    }
  }

  private void paths(List<PathView> paths) {
    String[] labels = {"path", "peer"};
    var up = to.gauge("understudy_path_up", "1: a beat arrived within the last second.", labels);
    var loss =
        to.gauge("understudy_path_loss_ratio", "Beats that didn't arrive, of about 100.", labels);
    var latency =
        to.gauge("understudy_path_latency_seconds", "Median of half the round trip.", labels);
    var jitter = to.gauge("understudy_path_jitter_seconds", "As in RFC 3550, 6.4.1.", labels);
    var sent = to.counter("understudy_path_beats_sent", "Beats sent.", labels);
    var received = to.counter("understudy_path_beats_received", "Authentic beats.", labels);
    var refused =
        to.counter(
            "understudy_path_beats_refused", "Datagrams not authentic, or replayed.", labels);
    for (PathView one : paths) {
      String[] of = {one.id().name(), one.peer().name()};
      up.is(one.alive(), of);
      loss.is(one.loss(), of);
      if (!one.latency().isZero()) {
        latency.is(seconds(one.latency()), of);
      }
      jitter.is(seconds(one.jitter()), of);
      sent.is(one.sent(), of);
      received.is(one.received(), of);
      refused.is(one.refused(), of);
    }
  }

  private void devices(List<DeviceView> devices) {
    var reached = to.gauge("understudy_device_reached", "1: it answers.", "device");
    var reflects = to.gauge("understudy_device_reflects", "1: it reflects beats.", "device");
    var latency =
        to.gauge("understudy_device_latency_seconds", "Round trip of its last answer.", "device");
    for (DeviceView one : devices) {
      String device = one.id().name();
      reached.is(one.reached(), device);
      reflects.is(one.reflects(), device);
      if (!one.latency().isZero()) {
        latency.is(seconds(one.latency()), device);
      }
    }
  }

  private void fences(List<FenceView> fences) {
    var good =
        to.gauge("understudy_fence_test_success", "1: its last test succeeded.", "fence", "victim");
    var at =
        to.gauge(
            "understudy_fence_test_timestamp_seconds", "When it was tested.", "fence", "victim");
    for (FenceView one : fences) {
      one.lastTest()
          .ifPresent(
              test -> {
                String[] of = {one.name(), one.victim().name()};
                good.is(test instanceof Outcome.Done, of);
                at.is(seconds(one.testedAt()), of);
              });
    }
  }

  private void problems(List<Problem> problems) {
    var number = to.gauge("understudy_problems", "Problems that `status` shows.", "severity");
    var each =
        to.gauge("understudy_problem", "Problems that `status` shows.", "severity", "subject");
    for (Problem.Severity severity : Problem.Severity.values()) {
      number.is(0, word(severity));
    }
    for (Problem one : problems) {
      number.is(1, word(one.severity()));
      each.is(1, word(one.severity()), one.subject());
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// {@return the status without what is said about it, which has no end of forms}
  private static String firstWord(String status) {
    return status.split("[^a-zA-Z-]", 2)[0];
  }
}
