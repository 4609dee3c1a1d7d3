package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.understudy.api.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A socket of the kernel. Belongs to the network namespace of the thread that opens it. Sending
/// and closing exclude each other; receiving is for one thread.
final class Socket implements AutoCloseable {
  private final String what;
  private final int descriptor;
  private final MemorySegment sendState = Libc.state();
  private final MemorySegment receiveState = Libc.state();
  private boolean open = true;

  /// @param what names the socket in errors
  Socket(String what, int domain, int type, int protocol) throws KernelException {
    this.what = what;
    descriptor = Libc.socket(domain, type | Numbers.SOCK_CLOEXEC | Numbers.SOCK_NONBLOCK, protocol);
    if (descriptor < 0) {
      throw Libc.failure(
          "opening " + what + (descriptor == -Numbers.EPERM ? " (run as root)" : ""), descriptor);
    }
  }

  int descriptor() {
    return descriptor;
  }

  void bind(MemorySegment address) throws KernelException {
    check("binding " + what, Libc.bind(descriptor, address));
  }

  void option(String name, int level, int option, int value) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      option(name, level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  void option(String name, int level, int option, MemorySegment value) throws KernelException {
    check("setting " + name + " on " + what, Libc.setOption(descriptor, level, option, value));
  }

  /// @param device empty: any
  void bindToDevice(String device) throws KernelException {
    if (!device.isEmpty()) {
      try (Arena arena = Arena.ofConfined()) {
        option(
            "device " + device,
            Numbers.SOL_SOCKET,
            Numbers.SO_BINDTODEVICE,
            arena.allocateFrom(device, StandardCharsets.UTF_8));
      }
    }
  }

  /// {@return what was sent, or a negative error number}
  synchronized int send(MemorySegment data, long length, MemorySegment address) {
    return open ? Libc.send(sendState, descriptor, data, length, address) : -Numbers.ENETDOWN;
  }

  /// {@return the length, or a negative error number}
  int receive(MemorySegment data, MemorySegment address, MemorySegment addressLength) {
    return Libc.receive(receiveState, descriptor, data, address, addressLength);
  }

  int receive(MemorySegment data) {
    return receive(data, MemorySegment.NULL, MemorySegment.NULL);
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      Libc.close(descriptor);
    }
  }

  private void check(String action, int result) throws KernelException {
    if (result < 0) {
      close();
      throw Libc.failure(action, result);
    }
  }
}
