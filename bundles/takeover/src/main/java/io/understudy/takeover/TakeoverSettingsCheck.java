package io.understudy.takeover;

import io.understudy.api.Interfaces;
import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck;
import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Links;
import io.understudy.api.kernel.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Objects to settings that couldn't be carried out, and to addresses that are the node's own. An
/// interface that isn't there is no objection: it may come.
@Component(property = SettingsCheck.PID + "=" + TakeoverSettings.PID)
public final class TakeoverSettingsCheck implements SettingsCheck {
  private final Links links;
  private final Path home;

  @Activate
  public TakeoverSettingsCheck(@Reference Links links) {
    this(links, Path.of(System.getProperty("understudy.home", ".")));
  }

  TakeoverSettingsCheck(Links links, Path home) {
    this.links = links;
    this.home = home;
  }

  @Override
  public List<Objection> check(Map<String, Object> values) {
    List<Objection> objections = Settings.objections(() -> TakeoverSettings.of(values));
    return objections.isEmpty() ? nodesOwn(TakeoverSettings.of(values)) : objections;
  }

  /// An address that is on the LAN device though no takeover ever put it there is the node's own.
  private List<Objection> nodesOwn(TakeoverSettings settings) {
    try {
      Set<InetAddress> there = new HashSet<>();
      if (links.find(settings.lan()).isPresent()) {
        links.addresses(settings.lan()).stream().map(Prefix::address).forEach(there::add);
      }
      there.retainAll(settings.bare());
      if (!there.isEmpty()) {
        new Ledger(home, settings.group())
            .read().stream().map(place -> place.prefix().address()).forEach(there::remove);
      }
      return there.stream()
          .map(
              address ->
                  new Objection(
                      "addresses",
                      "%s is %s's own address on this node"
                          .formatted(address.getHostAddress(), settings.lan()),
                      "use another address, or take it from the interface first (`ip addr del`)"))
          .toList();
    } catch (KernelException | IOException unknown) {
      return List.of();
    }
  }

  @Override
  public Map<String, List<String>> choices() {
    return Map.of("interface", Interfaces.names());
  }
}
