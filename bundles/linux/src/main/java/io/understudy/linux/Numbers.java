package io.understudy.linux;

/// Numbers of the Linux kernel's interface that are the same on every architecture Java runs on.
final class Numbers {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EEXIST = 17;
  static final int ENODEV = 19;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETDOWN = 100;
  static final int ENOBUFS = 105;

  static final int AF_UNSPEC = 0;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;

  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;

  static final int SOL_IP = 0;
  static final int SOL_SOCKET = 1;
  static final int SOL_IPV6 = 41;
  static final int SOL_RAW = 255;
  static final int SOL_PACKET = 263;
  static final int SOL_NETLINK = 270;
  static final int SO_RCVBUF = 8;
  static final int SO_BINDTODEVICE = 25;
  static final int SO_ATTACH_FILTER = 26;
  static final int IP_HDRINCL = 3;
  static final int ICMP_FILTER = 1;
  static final int ICMPV6_FILTER = 1;
  static final int IPV6_CHECKSUM = 7;
  static final int IPV6_HDRINCL = 36;
  static final int PACKET_IGNORE_OUTGOING = 23;
  static final int NETLINK_EXT_ACK = 11;
  static final int NETLINK_GET_STRICT_CHK = 12;

  static final int IPPROTO_ICMP = 1;
  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_ICMPV6 = 58;
  static final int IPPROTO_RAW = 255;

  static final int ETH_P_IP = 0x0800;
  static final int ETH_P_ARP = 0x0806;
  static final int ETH_P_IPV6 = 0x86dd;

  static final int POLLIN = 1;

  private Numbers() {}
}
