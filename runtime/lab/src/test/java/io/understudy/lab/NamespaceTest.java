package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
class NamespaceTest {
  @Test
  void codeInsideSeesTheNamespaceAndCodeOutsideDoesNot() throws Exception {
    try (Namespace space = Namespace.create("t")) {
      space.run("ip", "address", "add", "10.77.9.9/32", "dev", "lo");
      InetAddress inside = InetAddress.ofLiteral("10.77.9.9");

      assertNotNull(space.call(() -> NetworkInterface.getByInetAddress(inside)));
      assertNull(NetworkInterface.getByInetAddress(inside));
    }
  }

  @Test
  void aSocketOpenedInsideStaysInside() throws Exception {
    try (Namespace one = Namespace.create("one");
        Namespace two = Namespace.create("two")) {
      var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7777);
      try (ServerSocket first = one.call(() -> listen(address));
          ServerSocket second = two.call(() -> listen(address))) {
        assertTrue(first.isBound() && second.isBound());
      }
    }
  }

  private static ServerSocket listen(InetSocketAddress address) throws Exception {
    var socket = new ServerSocket();
    socket.bind(address);
    return socket;
  }

  @Test
  void anExceptionInsideArrivesOutside() {
    try (Namespace space = Namespace.create("t")) {
      assertThrows(
          SocketException.class,
          () ->
              space.call(
                  () -> {
                    throw new SocketException("inside");
                  }));
    }
  }

  @Test
  void closingKillsTheProcessesInsideAndRemovesTheNamespace() throws Exception {
    Namespace space = Namespace.create("t");
    Process sleeper = new ProcessBuilder(space.inside("sleep", "600")).start();
    Process inherited = space.call(() -> new ProcessBuilder("sleep", "600").start());
    Awaitility.await().until(() -> space.processes().size() == 2);

    space.close();

    assertTrue(sleeper.waitFor(Duration.ofSeconds(5)));
    assertTrue(inherited.waitFor(Duration.ofSeconds(5)));
    assertFalse(Files.exists(Path.of("/run/netns", space.name())));
  }

  @Test
  void sweepingRemovesOnlyWhatADeadProcessLeftBehind() {
    try (Namespace alive = Namespace.create("t")) {
      // No process has this pid: the kernel's highest is 4194304.
      String stale = "us-4999999-1-1t";
      String foreign = "ustranger" + ProcessHandle.current().pid();
      Command.run("ip", "netns", "add", stale);
      Command.run("ip", "netns", "add", foreign);
      try {
        assertEquals(List.of(stale), Namespace.sweep());
        assertTrue(Files.exists(Path.of("/run/netns", alive.name())));
        assertTrue(Files.exists(Path.of("/run/netns", foreign)));
      } finally {
        Command.run("ip", "netns", "del", foreign);
      }
    }
  }

  @Test
  void aReusedPidIsNotTakenForTheMaker() {
    Owner self = Owner.self();
    assertTrue(self.alive());
    assertFalse(new Owner(self.pid(), self.began() - 1).alive());
  }
}
