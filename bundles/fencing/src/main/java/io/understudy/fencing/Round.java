package io.understudy.fencing;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One command at all addresses at once. Replies come in the order of their arrival; one comes for
/// each address, at the latest when the time is over.
final class Round implements AutoCloseable {
  /// What came from one address.
  sealed interface Reply {
    Address address();
  }

  record Heard(Address address, Answer answer) implements Reply {}

  record Silent(Address address, String why) implements Reply {}

  /// Does the talking on a login.
  interface Talk {
    Login.Output talk(Login login) throws IOException;
  }

  private final Map<Address, Login> open = new LinkedHashMap<>();
  private final BlockingQueue<Reply> replies;
  private final long end;
  private final Duration limit;

  Round(List<Address> addresses, Function<Address, Login> logins, Talk talk, Duration limit) {
    this.replies = new LinkedBlockingQueue<>(addresses.size());
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
    for (Address address : addresses) {
      Login login = logins.apply(address);
      open.put(address, login);
      Thread.ofVirtual()
          .name("fence " + address)
          .start(() -> replies.offer(reply(address, login, talk)));
    }
  }

  private static Reply reply(Address address, Login login, Talk talk) {
    try {
      Login.Output output = talk.talk(login);
      Optional<Answer> answer = Answer.parse(output.out());
      if (answer.isEmpty()) {
        return new Silent(address, garbled(output));
      }
      if ((output.status() == 0) != (answer.get().how() == Answer.How.DONE)) {
        return new Silent(
            address, "its answer and its exit code %d disagree".formatted(output.status()));
      }
      return new Heard(address, answer.get());
    } catch (IOException | RuntimeException failed) {
      return new Silent(address, String.valueOf(failed.getMessage()));
    }
  }

  private static String garbled(Login.Output output) {
    String said = Login.shorten(output.error().isBlank() ? output.out() : output.error());
    return said.isEmpty()
        ? "it answered nothing; is its forced command set up?"
        : "it didn't answer as a node does, but: " + said;
  }

  /// {@return whether an address hasn't replied yet}
  boolean pending() {
    return !open.isEmpty();
  }

  Reply next() throws InterruptedException {
    @Nullable Reply reply =
        replies.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    if (reply == null) {
      Address late = open.keySet().iterator().next();
      reply = new Silent(late, "no answer within " + io.understudy.api.Settings.words(limit));
    }
    Login done = open.remove(reply.address());
    if (done != null) {
      done.close();
    }
    return reply;
  }

  /// Ends the logins that are still under way.
  @Override
  public void close() {
    open.values().forEach(Login::close);
  }
}
