package io.understudy.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The forced command of a fencing login (sshd(8), `command=` in authorized_keys): whatever the
/// peer asks for, it can do nothing but put this node into standby, or ask whether it could. It
/// prints one line. A node that doesn't answer in time is ended and muted from outside.
final class StandDown {
  /// What the login asked for, put there by sshd(8).
  static final String ORDER = "SSH_ORIGINAL_COMMAND";

  private static final String NAME = "[a-z][a-z0-9-]{0,31}";
  private static final Pattern STANDBY =
      Pattern.compile("standby (%1$s) (0|[1-9][0-9]{0,17}) (%1$s)".formatted(NAME));
  private static final Pattern ANSWER =
      Pattern.compile(
          "node=%s incarnation=[0-9a-f]{1,16} term=[0-9]{1,19} outcome=(done|refused|failed)( .*)?\\n"
              .formatted(NAME));

  private final Path home;
  private final Duration patience;

  /// @param patience how long a running node may take to answer
  StandDown(Path home, Duration patience) {
    this.home = home;
    this.patience = patience;
  }

  /// What the peer wants.
  ///
  /// @param by the peer
  record Order(String group, long term, String by) {}

  /// @param order the value of [#ORDER]
  int obey(Optional<String> order, PrintStream out) throws IOException, UsageException {
    long began = System.nanoTime();
    Matcher standby = STANDBY.matcher(order.orElse(""));
    boolean check = order.equals(Optional.of("check"));
    if (!check && !standby.matches()) {
      throw new UsageException(
          "this login accepts 'standby GROUP TERM NODE' and 'check', nothing else");
    }
    List<String> words =
        check
            ? List.of("stand-down-check")
            : List.of("stand-down", standby.group(1), standby.group(2), standby.group(3));
    Optional<String> answer = ask(words).filter(text -> ANSWER.matcher(text).matches());
    if (answer.isPresent()) {
      out.print(answer.get());
      out.flush();
      return answer.get().contains(" outcome=done") ? Main.OK : Main.FAILED;
    }
    String self = NodeFile.name(home);
    if (check) {
      out.printf(
          "node=%s incarnation=0 term=0 outcome=done reason=no node answers in %s%n", self, home);
      return Main.OK;
    }
    Order wanted = new Order(standby.group(1), Long.parseLong(standby.group(2)), standby.group(3));
    String line = new Emergency(home, self).carryOut(wanted, began);
    out.println(line);
    out.flush();
    return line.contains(" outcome=done") ? Main.OK : Main.FAILED;
  }

  /// {@return what the running node printed; empty if there is none, or none that answers}
  private Optional<String> ask(List<String> words) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CompletableFuture<Integer> talk = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .name("ask")
          .start(
              () -> {
                try {
                  channel.connect(UnixDomainSocketAddress.of(Home.socket(home)));
                  talk.complete(
                      Client.converse(channel, words, text, OutputStream.nullOutputStream()));
                } catch (IOException | RuntimeException silent) {
                  talk.completeExceptionally(silent);
                }
              });
      talk.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return Optional.of(text.toString(StandardCharsets.UTF_8));
    } catch (TimeoutException | ExecutionException silent) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
