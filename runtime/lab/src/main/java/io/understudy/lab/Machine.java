package io.understudy.lab;

import java.util.List;

/// A reference device or the client: a namespace on the LAN that answers pings.
public class Machine implements AutoCloseable {
  static final String LAN = "eth0";

  private final String name;
  private final String address;
  private final String address6;
  private final Namespace space;

  Machine(String name, String address, String address6, Switch lan) {
    this.name = name;
    this.address = address;
    this.address6 = address6;
    this.space = Namespace.create(name);
    space.run("sysctl", "-qw", "net.ipv6.conf.default.accept_ra=0");
    lan.plug(Switch.LAN, name, space, LAN);
    configure(LAN, address, address6);
  }

  final void configure(String link, String ipv4, String ipv6) {
    String batch =
        """
        link set dev %1$s up
        address replace %2$s/24 dev %1$s
        address replace %3$s/64 dev %1$s nodad
        """
            .formatted(link, ipv4, ipv6);
    Command.run(List.of("ip", "-n", space.name(), "-batch", "-"), batch);
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  public String address6() {
    return address6;
  }

  public Namespace space() {
    return space;
  }

  @Override
  public void close() {
    space.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
