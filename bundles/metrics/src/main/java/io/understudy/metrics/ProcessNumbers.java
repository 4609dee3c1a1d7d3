package io.understudy.metrics;

import static io.understudy.metrics.Families.seconds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the process uses, under the names that every Prometheus client has.
final class ProcessNumbers {
  private static final Path SELF = Path.of("/proc/self");

  private ProcessNumbers() {}

  static void add(Families to) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .ifPresent(
            time -> to.counter("process_cpu_seconds", "Processor time used.").is(seconds(time)));
    info.startInstant()
        .ifPresent(
            at -> to.gauge("process_start_time_seconds", "When it started.").is(seconds(at)));
    try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
      to.gauge("process_open_fds", "Open files and sockets.").is(open.count());
    } catch (IOException unreadable) {
      // left out: no value says that better than a wrong one
    }
    try (Stream<String> lines = Files.lines(SELF.resolve("status"))) {
      lines
          .map(line -> line.split("\\s+"))
          .forEach(
              words -> {
                switch (words[0]) {
                  case "VmRSS:" ->
                      to.gauge("process_resident_memory_bytes", "Memory that is resident.")
                          .is(Long.parseLong(words[1]) * 1024.0);
                  case "VmSize:" ->
                      to.gauge("process_virtual_memory_bytes", "Size of the address space.")
                          .is(Long.parseLong(words[1]) * 1024.0);
                  case "Threads:" ->
                      to.gauge("process_threads", "Threads of the kernel.")
                          .is(Long.parseLong(words[1]));
                  default -> {}
                }
              });
    } catch (IOException unreadable) {
      // left out, as above
    }
    Runtime runtime = Runtime.getRuntime();
    to.gauge("jvm_memory_used_bytes", "Memory that objects take.", "area")
        .is(runtime.totalMemory() - runtime.freeMemory(), "heap");
  }
}
