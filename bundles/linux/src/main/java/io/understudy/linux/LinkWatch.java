package io.understudy.linux;

import io.understudy.api.kernel.KernelException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears which devices change. Where the kernel had to drop messages, every known device counts as
/// changed.
final class LinkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

  private final NetlinkSocket route;
  private final Consumer<Set<String>> changed;
  private final Map<Integer, String> names = new ConcurrentHashMap<>();
  private final Reader reader;

  LinkWatch(Consumer<Set<String>> changed) throws KernelException {
    this.changed = changed;
    route = new NetlinkSocket(NetlinkSocket.ROUTE, RouteMessages.GROUPS_LINK_AND_ADDRESS);
    try (NetlinkSocket requests = new NetlinkSocket(NetlinkSocket.ROUTE, 0)) {
      requests.request("listing devices", RouteMessages.allLinks()).forEach(this::name);
      reader = new Reader("understudy links", List.of(new Reader.Line(route.socket(), this::take)));
    } catch (KernelException e) {
      route.close();
      throw e;
    }
  }

  private boolean take() {
    Set<String> touched = new HashSet<>();
    try {
      List<NetlinkReply> heard = route.heard();
      if (heard.isEmpty()) {
        return false;
      }
      heard.forEach(message -> touched.add(name(message)));
    } catch (KernelException e) {
      if (e.errno() != Numbers.ENOBUFS) {
        LOG.warn("{}", e.getMessage());
        return false;
      }
      touched.addAll(names.values());
    }
    touched.remove("");
    if (!touched.isEmpty()) {
      changed.accept(Set.copyOf(touched));
    }
    return true;
  }

  private String name(NetlinkReply message) {
    int index = RouteMessages.index(message);
    return switch (message.type()) {
      case RouteMessages.NEW_LINK -> {
        names.put(index, RouteMessages.name(message));
        yield RouteMessages.name(message);
      }
      case RouteMessages.DELETE_LINK -> {
        if (message.body().get(0) == Numbers.AF_UNSPEC) {
          names.remove(index);
        }
        yield RouteMessages.name(message);
      }
      default -> names.getOrDefault(index, "");
    };
  }

  @Override
  public void close() {
    reader.close();
  }
}
