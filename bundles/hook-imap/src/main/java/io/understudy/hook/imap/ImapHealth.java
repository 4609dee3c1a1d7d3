package io.understudy.hook.imap;

import io.understudy.api.Settings;
import io.understudy.hook.imap.ImapHookSettings.Login;
import io.understudy.hook.imap.ImapHookSettings.Tls;
import io.understudy.hook.kit.GroupAddress;
import io.understudy.hook.kit.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/// Logs in, as a client does, and looks at the check account's INBOX: so the master, the login, the
/// passwords, the imap process and the spool have all been asked.
final class ImapHealth implements Health {
  private final GroupAddress address;
  private final Login login;

  ImapHealth(GroupAddress address, Login login) {
    this.address = address;
    this.login = login;
  }

  @Override
  public Optional<String> ailment() {
    try {
      return answered().map(why -> where() + ": " + why);
    } catch (SocketTimeoutException e) {
      return Optional.of(
          "%s: no login within %s".formatted(where(), Settings.words(login.timeout())));
    } catch (IOException e) {
      return Optional.of(where() + ": " + e.getMessage());
    }
  }

  /// While the address is elsewhere the other node's server answers there, and that is as it
  /// should.
  @Override
  public Optional<Stranger> stranger() {
    if (!address.isHere()) {
      return Optional.empty();
    }
    try (Socket _ = connect()) {
      return Optional.of(
          new Stranger(
              "another process listens at " + where(),
              "find it (`ss -ltnp`) and stop it; it is not this service, so it is left alone"));
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(address.address(), login.port()), (int) login.timeout().toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private String where() {
    return address + " port " + login.port();
  }

  private Optional<String> answered() throws IOException {
    String password = new Secret(login.password()).read();
    long end = System.nanoTime() + login.timeout().toNanos();
    try (Socket plain = connect()) {
      // A handshake has no end of its own but the one for each read.
      plain.setSoTimeout((int) login.timeout().toMillis());
      if (login.tls() == Tls.ON) {
        try (Socket secured = login.trust().secure(plain, login.host())) {
          Conversation talk = new Conversation(secured, end);
          talk.greeted();
          return loggedIn(talk, password);
        }
      }
      Conversation talk = new Conversation(plain, end);
      talk.greeted();
      if (login.tls() == Tls.OFF) {
        return loggedIn(talk, password);
      }
      String begun = talk.say("s", "STARTTLS");
      if (!begun.startsWith("OK")) {
        return Optional.of("STARTTLS is answered " + begun);
      }
      try (Socket secured = login.trust().secure(plain, login.host())) {
        return loggedIn(new Conversation(secured, end), password);
      }
    }
  }

  private Optional<String> loggedIn(Conversation talk, String password) throws IOException {
    String entered =
        talk.say(
            "l",
            "LOGIN %s %s"
                .formatted(Conversation.quoted(login.user()), Conversation.quoted(password)));
    if (!entered.startsWith("OK")) {
      return Optional.of("the login of %s is answered %s".formatted(login.user(), entered));
    }
    String opened = talk.say("i", "STATUS INBOX (UIDVALIDITY)");
    if (!opened.startsWith("OK")) {
      return Optional.of("STATUS INBOX of %s is answered %s".formatted(login.user(), opened));
    }
    talk.say("o", "LOGOUT");
    return Optional.empty();
  }
}
