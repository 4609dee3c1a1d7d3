package io.understudy.lab;

import java.util.ArrayList;
import java.util.List;

/// How big a lab is, and which addresses are where.
///
/// @param nodes 2 to 8, named a, b, ...
/// @param crossovers cables straight between each two nodes, 0 to 4
/// @param devices reference devices d1, d2, ..., 0 to 9
public record Topology(int nodes, int crossovers, int devices) {
  /// The service address, in both families.
  public static final String SERVICE = "10.77.0.100";

  public static final String SERVICE6 = "fd00::100";

  /// From where the witness asks; nobody owns it.
  static final String WITNESS = "10.77.0.8";

  static final String WITNESS6 = "fd00::8";
  static final String CLIENT = "10.77.0.9";
  static final String CLIENT6 = "fd00::9";

  public static final Topology PAIR = new Topology(2, 1, 3);

  public Topology {
    check("nodes", nodes, 2, 8);
    check("crossovers", crossovers, 0, 4);
    check("devices", devices, 0, 9);
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s = %d: use %d to %d".formatted(what, value, least, most));
    }
  }

  /// One crossover cable.
  ///
  /// @param network third byte of its IPv4 network, fourth group of its IPv6 network
  /// @param number 1 for the first cable between the two
  record Crossover(int network, int number, int one, int other) {
    String bridge() {
      return "x" + letter(one) + letter(other) + number;
    }

    boolean joins(String name) {
      return letter(one).equals(name) || letter(other).equals(name);
    }

    /// {@return the name of its port in the switch namespace}
    String port(int node) {
      return bridge() + letter(node);
    }

    /// {@return the name of the interface in the node}
    String link(int node) {
      return "x" + letter(node == one ? other : one) + number;
    }

    String address(int node) {
      return "10.77.%d.%d".formatted(network, 11 + node);
    }

    String address6(int node) {
      return "fd00:0:0:%d::%d".formatted(network, 11 + node);
    }
  }

  List<Crossover> cables() {
    List<Crossover> cables = new ArrayList<>();
    for (int one = 0; one < nodes; one++) {
      for (int other = one + 1; other < nodes; other++) {
        for (int number = 1; number <= crossovers; number++) {
          cables.add(new Crossover(cables.size() + 1, number, one, other));
        }
      }
    }
    return cables;
  }

  static String letter(int node) {
    return String.valueOf((char) ('a' + node));
  }

  static String lan(int node) {
    return "10.77.0." + (11 + node);
  }

  static String lan6(int node) {
    return "fd00::" + (11 + node);
  }

  static String device(int number) {
    return "10.77.0." + (20 + number);
  }

  static String device6(int number) {
    return "fd00::" + (20 + number);
  }
}
