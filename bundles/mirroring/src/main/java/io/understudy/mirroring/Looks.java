package io.understudy.mirroring;

import io.understudy.api.ClusterView;
import io.understudy.api.mirror.Mirrors.CopyView;
import io.understudy.api.mirror.Mirrors.Direction;
import io.understudy.api.mirror.Mirrors.RuleView;
import io.understudy.mirroring.owner.Owner;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.standby.Behind.Known;
import io.understudy.mirroring.standby.Incoming;
import io.understudy.mirroring.standby.Reception;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rules as people see them.
record Looks(
    Owner owner,
    @Nullable Reception reception,
    Rules rules,
    Function<Rules.Known, Optional<String>> objection,
    Map<String, Optional<Known>> known,
    @Nullable ClusterView view) {

  List<RuleView> views() {
    return rules.all().stream().map(this::view).toList();
  }

  private RuleView view(Rules.Known one) {
    String name = one.rule().name();
    boolean sends = owner.owns(one.rule().group());
    Optional<Incoming> incoming = reception == null ? Optional.empty() : reception.incoming(name);
    Direction direction =
        sends ? Direction.SENDS : incoming.isPresent() ? Direction.RECEIVES : Direction.RESTS;
    return new RuleView(
        name,
        one.rule().group(),
        one.rule().path(),
        one.rule().interval().toString(),
        one.rule().strategy(),
        direction,
        sends ? owner.copies(name) : own(name, incoming),
        objection.apply(one));
  }

  /// This node's own copy, as its owner told.
  private List<CopyView> own(String rule, Optional<Incoming> incoming) {
    if (view == null) {
      return List.of();
    }
    Optional<Known> told = known.getOrDefault(rule, Optional.empty());
    return List.of(
        new CopyView(
            view.node(),
            state(told, incoming.isPresent()),
            told.map(Known::count).orElse(0L),
            told.flatMap(Known::oldest),
            told.map(one -> one.names().stream().map(Object::toString).toList()).orElse(List.of()),
            told.flatMap(Known::comparing),
            0,
            incoming.map(Incoming::bytesSent).orElse(0L),
            incoming.map(Incoming::bytesRead).orElse(0L),
            Duration.ZERO,
            told.map(Known::asOf)));
  }

  private static String state(Optional<Known> told, boolean connected) {
    if (told.isEmpty()) {
      return connected ? "beginning" : "no copy yet";
    }
    Known now = told.get();
    String how =
        !now.complete()
            ? "not complete"
            : now.count() == 0 ? "in step" : "%d changes behind".formatted(now.count());
    return connected ? how : "%s at %s".formatted(how, now.asOf());
  }
}
