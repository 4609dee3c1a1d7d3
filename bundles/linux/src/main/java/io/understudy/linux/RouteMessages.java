package io.understudy.linux;

import io.understudy.api.kernel.Links.Link;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Prefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The rtnetlink messages for devices and addresses, and what they say.
final class RouteMessages {
  static final int NEW_LINK = 16;
  static final int DELETE_LINK = 17;
  static final int GET_LINK = 18;
  static final int SET_LINK = 19;
  static final int NEW_ADDRESS = 20;
  static final int DELETE_ADDRESS = 21;
  static final int GET_ADDRESS = 22;

  static final int GROUPS_LINK_AND_ADDRESS = 0x1 | 0x10 | 0x100;

  static final int IFF_UP = 1;
  private static final int IFF_LOWER_UP = 0x10000;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_AF_SPEC = 26;
  private static final int INFO_KIND = 1;
  private static final int INFO_DATA = 2;
  private static final int MACVLAN_MODE = 1;
  private static final int MACVLAN_MODE_BRIDGE = 4;
  private static final int ADDRESS_GENERATION_MODE = 8;
  private static final byte GENERATE_NONE = 1;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_CACHEINFO = 6;
  private static final int IFA_FLAGS = 8;
  private static final int NO_DUPLICATE_DETECTION = 0x2;
  private static final int NO_PREFIX_ROUTE = 0x200;

  static final int LINK_PART = 16;
  static final int ADDRESS_PART = 8;

  private RouteMessages() {}

  static NetlinkMessage find(String name) {
    return new NetlinkMessage(GET_LINK, NetlinkMessage.ACK)
        .link(0, 0, 0)
        .attribute(IFLA_IFNAME, name);
  }

  static NetlinkMessage allLinks() {
    return new NetlinkMessage(GET_LINK, NetlinkMessage.DUMP).link(0, 0, 0);
  }

  static NetlinkMessage macvlan(String name, int parent, MacAddress mac) {
    return new NetlinkMessage(
            NEW_LINK, NetlinkMessage.ACK | NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
        .link(0, 0, 0)
        .attribute(IFLA_IFNAME, name)
        .attribute(IFLA_LINK, parent)
        .attribute(IFLA_ADDRESS, mac.bytes())
        .nest(
            IFLA_LINKINFO,
            info ->
                info.attribute(INFO_KIND, "macvlan")
                    .nest(INFO_DATA, data -> data.attribute(MACVLAN_MODE, MACVLAN_MODE_BRIDGE)));
  }

  /// Keeps IPv6 from giving a device a link-local address made from its MAC: both nodes have the
  /// same virtual MAC.
  static NetlinkMessage noLinkLocal(int index) {
    return new NetlinkMessage(SET_LINK, NetlinkMessage.ACK)
        .link(index, 0, 0)
        .nest(
            IFLA_AF_SPEC,
            families ->
                families.nest(
                    Numbers.AF_INET6,
                    inet6 -> inet6.attribute(ADDRESS_GENERATION_MODE, GENERATE_NONE)));
  }

  static NetlinkMessage up(int index, boolean up) {
    return new NetlinkMessage(SET_LINK, NetlinkMessage.ACK).link(index, up ? IFF_UP : 0, IFF_UP);
  }

  static NetlinkMessage delete(int index) {
    return new NetlinkMessage(DELETE_LINK, NetlinkMessage.ACK).link(index, 0, 0);
  }

  static NetlinkMessage allAddresses() {
    return new NetlinkMessage(GET_ADDRESS, NetlinkMessage.DUMP).address(Numbers.AF_UNSPEC, 0, 0);
  }

  /// An IPv6 address is added as deprecated (preferred for 0 s, valid for ever): connections of the
  /// node itself then don't leave with an address that may be muted or moved.
  ///
  /// @param routed the network is reached by another address already
  static NetlinkMessage add(int index, Prefix address, boolean routed) {
    boolean six = address.address() instanceof Inet6Address;
    NetlinkMessage message =
        new NetlinkMessage(
                NEW_ADDRESS, NetlinkMessage.ACK | NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
            .address(family(address), address.length(), index)
            .attribute(IFA_LOCAL, address.address().getAddress())
            .attribute(IFA_ADDRESS, address.address().getAddress())
            .attribute(
                IFA_FLAGS, (six ? NO_DUPLICATE_DETECTION : 0) | (routed ? NO_PREFIX_ROUTE : 0));
    if (six) {
      byte[] lifetimes = new byte[16];
      Arrays.fill(lifetimes, 4, 8, (byte) 0xff);
      message.attribute(IFA_CACHEINFO, lifetimes);
    }
    return message;
  }

  static NetlinkMessage remove(int index, Prefix address) {
    return new NetlinkMessage(DELETE_ADDRESS, NetlinkMessage.ACK)
        .address(family(address), address.length(), index)
        .attribute(IFA_LOCAL, address.address().getAddress())
        .attribute(IFA_ADDRESS, address.address().getAddress());
  }

  private static int family(Prefix address) {
    return address.address() instanceof Inet6Address ? Numbers.AF_INET6 : Numbers.AF_INET;
  }

  static Link link(NetlinkReply reply) {
    Map<Integer, ByteBuffer> attributes = reply.attributes(LINK_PART);
    int flags = reply.body().getInt(8);
    ByteBuffer mac = attributes.get(IFLA_ADDRESS);
    ByteBuffer mtu = attributes.get(IFLA_MTU);
    return new Link(
        reply.body().getInt(4),
        name(reply),
        mac == null || mac.limit() != 6
            ? new MacAddress(0)
            : MacAddress.of(NetlinkReply.bytes(mac)),
        (flags & IFF_UP) != 0,
        (flags & IFF_LOWER_UP) != 0,
        mtu == null ? 0 : mtu.getInt(0));
  }

  static String name(NetlinkReply link) {
    ByteBuffer name = link.attributes(LINK_PART).get(IFLA_IFNAME);
    return name == null ? "" : NetlinkReply.text(name);
  }

  /// {@return like `macvlan`; empty for hardware}
  static String kind(NetlinkReply link) {
    ByteBuffer info = link.attributes(LINK_PART).get(IFLA_LINKINFO);
    ByteBuffer kind = info == null ? null : NetlinkReply.attributes(info).get(INFO_KIND);
    return kind == null ? "" : NetlinkReply.text(kind);
  }

  /// {@return number of the device beneath; 0 if there is none}
  static int parent(NetlinkReply link) {
    ByteBuffer parent = link.attributes(LINK_PART).get(IFLA_LINK);
    return parent == null ? 0 : parent.getInt(0);
  }

  static int index(NetlinkReply linkOrAddress) {
    return linkOrAddress.body().getInt(4);
  }

  static Optional<Prefix> address(NetlinkReply reply) {
    Map<Integer, ByteBuffer> attributes = reply.attributes(ADDRESS_PART);
    ByteBuffer address = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
    int length = reply.body().get(1) & 0xff;
    if (address == null || length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Prefix(InetAddress.getByAddress(NetlinkReply.bytes(address)), length));
    } catch (UnknownHostException ofAnotherFamily) {
      return Optional.empty();
    }
  }
}
