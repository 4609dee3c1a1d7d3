package io.understudy.takeover;

import io.understudy.api.kernel.Prefix;
import io.understudy.takeover.Ledger.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the group's addresses may be, by the present settings and by former ones.
final class Places {
  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final TakeoverSettings settings;
  private final Ledger ledger;
  private final Set<Place> former = new LinkedHashSet<>();
  private volatile String unwritten = "";

  Places(TakeoverSettings settings, Ledger ledger) {
    this.settings = settings;
    this.ledger = ledger;
  }

  /// Takes away what former settings put somewhere, unless it is held under the present ones too:
  /// that waits for the next claim or release.
  void recall(Bearer bearer) {
    try {
      former.addAll(ledger.read());
    } catch (IOException e) {
      LOG.warn("{}: {}", settings.group(), e.getMessage());
    }
    bearer.tidy(former, false);
    Set<InetAddress> ours = settings.bare();
    former.removeIf(place -> !ours.contains(place.prefix().address()));
    former.removeAll(present());
    String own = VirtualMac.device(settings.group());
    if (former.stream()
        .anyMatch(place -> place.device().equals(own) && !place.lan().equals(settings.lan()))) {
      bearer.elsewhere();
    }
    write();
  }

  Set<Place> former() {
    return Set.copyOf(former);
  }

  /// Nothing is left at former places.
  void settled() {
    if (!former.isEmpty()) {
      former.clear();
      write();
    }
  }

  /// {@return why it can't be remembered; empty if it can}
  Optional<String> unwritten() {
    return Optional.of(unwritten).filter(text -> !text.isEmpty());
  }

  private Set<Place> present() {
    Set<Place> places = new LinkedHashSet<>();
    for (Prefix prefix : settings.addresses()) {
      places.add(new Place(settings.bearer(), settings.lan(), prefix));
    }
    return places;
  }

  private void write() {
    Set<Place> all = present();
    all.addAll(former);
    try {
      ledger.write(all);
      unwritten = "";
    } catch (IOException e) {
      LOG.warn("{}: can't keep track of its addresses: {}", settings.group(), e.toString());
      unwritten = e.toString();
    }
  }
}
