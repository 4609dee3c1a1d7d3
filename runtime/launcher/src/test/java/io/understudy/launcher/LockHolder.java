package io.understudy.launcher;

import java.nio.file.Path;

/// A node as far as others can see it when it hangs: a process that holds the home's lock.
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws Exception {
    try (HomeLock _ = HomeLock.take(Home.open(Path.of(arguments[0])))) {
      System.out.println("ready");
      Thread.sleep(60_000);
    }
  }

  /// Starts one and waits until it holds the lock.
  static Process start(Path home) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"ready".equals(process.inputReader().readLine())) {
      throw new IllegalStateException("no lock in " + home);
    }
    return process;
  }
}
