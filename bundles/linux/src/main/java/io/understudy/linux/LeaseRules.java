package io.understudy.linux;

import io.understudy.api.GroupId;
import io.understudy.api.kernel.Lease.Kind;
import io.understudy.api.kernel.Lease.Span;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the nftables rules of the lease. Each group has chains and sets of its own, whose names
/// begin with the group's and an underscore, so that one group can be guarded again without
/// touching another. What is held, and the tickets, live in sets; writing the rules anew leaves
/// those alone.
///
/// | while muted | out | in |
/// | --- | --- | --- |
/// | IPv4, IPv6 | from the address: dropped | to the address: dropped |
/// | ARP | sender is the address (answer, announcement): dropped | target is the address: dropped |
/// | neighbour discovery | advertisement of the address: dropped | solicitation of it: dropped |
/// | passes | asking for it, from 0.0.0.0, `::`, an own address | asking, answering, announcing |
final class LeaseRules {
  static final String TABLE = "netdev understudy";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");
  private static final String LOOPBACK = "lo";
  private static final String CONFIRM = "confirm";
  private static final String V4 = "typeof @nh,96,32";
  private static final String V6 = "typeof @nh,64,128";
  private static final String TICKET = "typeof @nh,128,64";

  private static final String SOURCE_4 = "@nh,96,32";
  private static final String TARGET_4 = "@nh,128,32";
  private static final String ARP_SENDER = "@nh,112,32";
  private static final String ARP_TARGET = "@nh,192,32";
  private static final String SOURCE_6 = "@nh,64,128";
  private static final String TARGET_6 = "@nh,192,128";
  private static final String ND_TARGET = "@th,64,128";
  private static final String NONCE = "@nh,128,64";
  private static final String FRAME_4 = "@nh,224,32";
  private static final String FRAME_6 = "@nh,256,128";

  private final StringBuilder script = new StringBuilder();
  private final String prefix;

  private LeaseRules(GroupId group) {
    prefix = group.name() + "_";
  }

  /// {@return a script that guards a group, in one transaction}
  ///
  /// @param devices devices that exist
  /// @param present chains that the table has now
  /// @param secret of this process
  /// @param user whose sockets may work the lease
  static String guard(
      GroupId group,
      Set<String> devices,
      Set<InetAddress> addresses,
      Map<Kind, Span> spans,
      Collection<String> present,
      byte[] secret,
      int user) {
    LeaseRules rules = new LeaseRules(group);
    String authentic =
        "meta skuid %d @nh,0,128 0x%s".formatted(user, HexFormat.of().formatHex(secret));
    rules.line("add table %s", TABLE);
    rules.sets(addresses);
    rules.requests(authentic, spans);
    rules.confirmation(authentic);
    devices.forEach(rules::device);
    Set<String> kept =
        devices.stream()
            .flatMap(device -> Stream.of(rules.chain("in", device), rules.chain("out", device)))
            .collect(Collectors.toSet());
    kept.add(mark(group));
    present.stream()
        .filter(chain -> chain.startsWith(rules.prefix) && !kept.contains(chain))
        .forEach(rules::deleteChain);
    return rules.script.toString();
  }

  /// {@return a script that ends guarding; empty if there is nothing to end}
  static String unguard(GroupId group, Collection<String> chains, Collection<String> sets) {
    LeaseRules rules = new LeaseRules(group);
    if (chains.stream().allMatch(c -> c.startsWith(rules.prefix) || c.equals(CONFIRM))
        && !chains.isEmpty()) {
      return "delete table %s\n".formatted(TABLE);
    }
    chains.stream().filter(c -> c.startsWith(rules.prefix)).forEach(rules::deleteChain);
    sets.stream()
        .filter(s -> s.startsWith(rules.prefix))
        .forEach(s -> rules.line("delete set %s %s", TABLE, s));
    return rules.script.toString();
  }

  /// {@return the chain that every guarded group has}
  static String mark(GroupId group) {
    return group.name() + "_" + LOOPBACK;
  }

  private void sets(Set<InetAddress> addresses) {
    for (boolean six : List.of(false, true)) {
      List<InetAddress> mine =
          addresses.stream().filter(address -> LeaseFrame.six(address) == six).toList();
      String set = prefix + (six ? "addr6" : "addr4");
      line("add set %s %s { %s; }", TABLE, set, six ? V6 : V4);
      line("flush set %s %s", TABLE, set);
      if (!mine.isEmpty()) {
        line("add element %s %s { %s }", TABLE, set, hex(mine));
      }
      for (Kind kind : Kind.values()) {
        line("add set %s %s { %s; flags dynamic,timeout; }", TABLE, held(six, kind), six ? V6 : V4);
      }
    }
    for (Kind kind : Kind.values()) {
      line("add set %s %s { %s; flags dynamic,timeout; }", TABLE, ticket(kind), TICKET);
    }
  }

  private static String hex(List<InetAddress> addresses) {
    return addresses.stream()
        .map(address -> "0x" + HexFormat.of().formatHex(address.getAddress()))
        .collect(Collectors.joining(", "));
  }

  /// What is asked of this group by frames to `lo`. A frame that had its effect is dropped, which
  /// the sender sees as ENOBUFS: that confirms it.
  private void requests(String authentic, Map<Kind, Span> spans) {
    String chain = prefix + LOOPBACK;
    base(chain, "egress", "lo", 0);
    rule(chain, "meta protocol != 0x%x accept", LeaseFrame.ETHERTYPE);
    String arming =
        spans.entrySet().stream()
            .map(
                span ->
                    "add @%s { %s timeout %dms }"
                        .formatted(
                            ticket(span.getKey()), NONCE, span.getValue().ticket().toMillis()))
            .collect(Collectors.joining(" "));
    rule(chain, "%s %s %s accept", authentic, operation(LeaseFrame.ARM), arming);
    spans.forEach(
        (kind, span) -> {
          long millis = span.hold().toMillis();
          renewal(chain, authentic, kind, false, LeaseFrame.renew4(kind), FRAME_4, millis);
          renewal(chain, authentic, kind, true, LeaseFrame.renew6(kind), FRAME_6, millis);
        });
    ending(chain, authentic, false, LeaseFrame.DROP_4, LeaseFrame.IS_MUTED_4, FRAME_4);
    ending(chain, authentic, true, LeaseFrame.DROP_6, LeaseFrame.IS_MUTED_6, FRAME_6);
  }

  private void renewal(
      String chain,
      String authentic,
      Kind kind,
      boolean six,
      int operation,
      String address,
      long millis) {
    rule(
        chain,
        "%s %s %s @%s %s @%s update @%s { %s timeout %dms } drop",
        authentic,
        operation(operation),
        address,
        addresses(six),
        NONCE,
        ticket(kind),
        held(six, kind),
        address,
        millis);
  }

  private void ending(
      String chain, String authentic, boolean six, int drop, int isMuted, String address) {
    String all =
        Stream.of(Kind.values())
            .map(kind -> "delete @%s { %s }".formatted(held(six, kind), address))
            .collect(Collectors.joining(" "));
    rule(chain, "%s %s %s @%s %s drop", authentic, operation(drop), address, addresses(six), all);
    rule(chain, "%s %s %s drop", authentic, operation(isMuted), muted(address, six));
  }

  /// Comes after the chains of all groups: tells the sender that a ticket was armed, and wipes the
  /// secret from what had no effect and therefore goes on to `lo`, where root can see it.
  private void confirmation(String authentic) {
    base(CONFIRM, "egress", "lo", 10);
    rule(CONFIRM, "meta protocol != 0x%x accept", LeaseFrame.ETHERTYPE);
    rule(CONFIRM, "%s %s drop", authentic, operation(LeaseFrame.ARM));
    rule(CONFIRM, "%s @nh,0,128 set 0", authentic);
  }

  private void device(String device) {
    String out = chain("out", device);
    base(out, "egress", device, 0);
    rule(out, "meta protocol ip %s drop", muted(SOURCE_4, false));
    rule(out, "meta protocol arp %s drop", muted(ARP_SENDER, false));
    rule(out, "meta protocol ip6 %s drop", muted(SOURCE_6, true));
    rule(out, "icmpv6 type nd-neighbor-advert %s drop", muted(ND_TARGET, true));
    String in = chain("in", device);
    base(in, "ingress", device, 0);
    rule(in, "meta protocol ip %s drop", muted(TARGET_4, false));
    rule(
        in,
        "meta protocol arp %s != 0 %s != @%s %s drop",
        ARP_SENDER,
        ARP_SENDER,
        addresses(false),
        muted(ARP_TARGET, false));
    rule(in, "meta protocol ip6 %s drop", muted(TARGET_6, true));
    rule(in, "icmpv6 type nd-neighbor-solicit %s != 0 %s drop", SOURCE_6, muted(ND_TARGET, true));
  }

  /// {@return a match for a field that holds a group address which no kind of renewal holds}
  private String muted(String field, boolean six) {
    return "%s @%s ".formatted(field, addresses(six))
        + Stream.of(Kind.values())
            .map(kind -> "%s != @%s".formatted(field, held(six, kind)))
            .collect(Collectors.joining(" "));
  }

  private String addresses(boolean six) {
    return prefix + (six ? "addr6" : "addr4");
  }

  private String held(boolean six, Kind kind) {
    return prefix + (six ? "held6_" : "held4_") + kind.name().toLowerCase(Locale.ROOT);
  }

  private String ticket(Kind kind) {
    return prefix + "ticket_" + kind.name().toLowerCase(Locale.ROOT);
  }

  private String chain(String way, String device) {
    String plain =
        PLAIN.matcher(device).matches()
            ? device
            : "0x" + HexFormat.of().formatHex(device.getBytes(StandardCharsets.UTF_8));
    return prefix + way + "_" + plain;
  }

  private static String operation(int number) {
    return "@nh,192,8 " + number;
  }

  private void base(String chain, String hook, String device, int priority) {
    line(
        "add chain %s %s { type filter hook %s device \"%s\" priority %d; }",
        TABLE, chain, hook, device, priority);
    line("flush chain %s %s", TABLE, chain);
  }

  private void deleteChain(String chain) {
    line("flush chain %s %s", TABLE, chain);
    line("delete chain %s %s", TABLE, chain);
  }

  private void rule(String chain, String rule, Object... operands) {
    line("add rule %s %s %s", TABLE, chain, rule.formatted(operands));
  }

  private void line(String line, Object... operands) {
    script.append(line.formatted(operands)).append('\n');
  }
}
