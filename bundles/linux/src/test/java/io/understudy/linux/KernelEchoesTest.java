package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.Echoes;
import io.understudy.api.kernel.KernelException;
import io.understudy.lab.Namespace;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two nodes and a device on a bridge; the nodes' ports are isolated from each other.
@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class KernelEchoesTest {
  private record Heard(InetAddress from, int identifier, int sequence, String payload) {}

  private final List<Namespace> spaces = new ArrayList<>();
  private final BlockingQueue<Heard> atA = new LinkedBlockingQueue<>();
  private final BlockingQueue<Heard> atB = new LinkedBlockingQueue<>();

  /// Replies that exchanges passed over: from others than they had asked.
  private final List<Heard> others = new ArrayList<>();

  private Echoes.Port a;
  private Echoes.Port b;

  @BeforeEach
  void connect() throws Exception {
    Namespace lan = make("lan");
    lan.run("ip", "link", "add", "br0", "type", "bridge");
    lan.run("ip", "link", "set", "br0", "up");
    int number = 0;
    for (String name : List.of("port-a", "port-b", "port-d")) {
      number++;
      Namespace station = make(name.substring(5));
      lan.run(
          "ip", "link", "add", name, "type", "veth", "peer", "name", "e0", "netns", station.name());
      lan.run("ip", "link", "set", name, "master", "br0", "up");
      if (!name.equals("port-d")) {
        lan.run("ip", "link", "set", name, "type", "bridge_slave", "isolated", "on");
      }
      station.run("ip", "link", "set", "e0", "up");
      station.run("ip", "address", "add", "10.8.0." + number + "/24", "dev", "e0");
      station.run("ip", "address", "add", "fd08::" + number + "/64", "dev", "e0", "nodad");
    }
    a = open(spaces.get(1), "e0", atA);
    b = open(spaces.get(2), "", atB);
  }

  private Namespace make(String name) {
    Namespace made = Namespace.create(name);
    spaces.add(made);
    return made;
  }

  private static Echoes.Port open(Namespace at, String link, BlockingQueue<Heard> heard)
      throws Exception {
    return at.call(
        () ->
            new KernelEchoes(new KernelTicker())
                .open(
                    link,
                    (from, identifier, sequence, payload, received) ->
                        heard.add(
                            new Heard(
                                from,
                                identifier,
                                sequence,
                                StandardCharsets.UTF_8.decode(payload).toString()))));
  }

  @AfterEach
  void disconnect() {
    a.close();
    b.close();
    spaces.forEach(Namespace::close);
  }

  private void ping(Echoes.Port port, String to, @Nullable String source, int sequence)
      throws KernelException {
    port.request(
        InetAddress.ofLiteral(to),
        source == null ? null : InetAddress.ofLiteral(source),
        4711,
        sequence,
        ByteBuffer.wrap(("beat " + sequence).getBytes(StandardCharsets.UTF_8)));
  }

  /// The first request waits for address resolution; a lost one is asked for again.
  private Heard exchange(
      Echoes.Port port, String to, @Nullable String source, BlockingQueue<Heard> at)
      throws Exception {
    for (int sequence = 1; sequence < 20; sequence++) {
      ping(port, to, source, sequence);
      Heard heard = at.poll(200, TimeUnit.MILLISECONDS);
      while (heard != null && !heard.from().equals(InetAddress.ofLiteral(to))) {
        others.add(heard);
        heard = at.poll();
      }
      if (heard != null) {
        assertEquals("beat " + heard.sequence(), heard.payload());
        assertEquals(4711, heard.identifier());
        return heard;
      }
    }
    throw new AssertionError("no reply from " + to);
  }

  @Test
  void aDeviceAnswersOverBothFamilies() throws Exception {
    assertEquals(InetAddress.ofLiteral("10.8.0.3"), exchange(a, "10.8.0.3", null, atA).from());
    assertEquals(InetAddress.ofLiteral("fd08::3"), exchange(a, "fd08::3", null, atA).from());
    assertEquals(InetAddress.ofLiteral("fd08::3"), exchange(b, "fd08::3", null, atB).from());
  }

  @Test
  void aRequestWithThePeersAddressIsAnsweredToThePeer() throws Exception {
    assertEquals(
        InetAddress.ofLiteral("10.8.0.3"), exchange(a, "10.8.0.3", "10.8.0.2", atB).from());
    assertEquals(InetAddress.ofLiteral("fd08::3"), exchange(a, "fd08::3", "fd08::2", atB).from());
    assertTrue(atA.isEmpty());
  }

  @Test
  void isolatedNodesDoNotReachEachOtherDirectly() throws Exception {
    for (int i = 0; i < 5; i++) {
      ping(a, "10.8.0.2", null, i);
    }
    exchange(a, "10.8.0.3", null, atA);
    others.addAll(atA);
    InetAddress other = InetAddress.ofLiteral("10.8.0.2");
    assertTrue(others.stream().noneMatch(heard -> heard.from().equals(other)));
  }

  @Test
  void requestsOfOthersWakeNobody() throws Exception {
    spaces.get(3).run("ping", "-c", "3", "-i", "0.01", "10.8.0.1");
    assertTrue(atA.isEmpty());
  }

  @Test
  void afterClosingNothingIsSentOrHeard() throws Exception {
    exchange(a, "10.8.0.3", null, atA);
    long start = System.nanoTime();
    a.close();
    assertTrue(System.nanoTime() - start < 2_000_000_000L);
    assertThrows(KernelException.class, () -> ping(a, "10.8.0.3", null, 1));
  }
}
