package io.understudy.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.understudy.api.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient;
import org.apache.commons.net.smtp.SMTPReply;

/// Mails the message by SMTP. The connection is made for each attempt and closed.
///
/// @param password a file with the user's password, if the server wants one
/// @param certificates a file (PEM) of those that the server's is issued by; empty: the JDK's
record MailSender(
    AlarmSettings common,
    String server,
    int port,
    Security security,
    String from,
    List<String> to,
    Optional<String> user,
    Optional<Path> password,
    Optional<Path> certificates)
    implements Lane.Sender {
  static final String PID = "io.understudy.alarm.mail";

  enum Security {
    STARTTLS,
    TLS,
    NONE
  }

  /// @throws Settings.Refused naming file, key, value and what would be right
  static MailSender of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    Security security = settings.choice("security", Security.STARTTLS);
    Optional<String> user = settings.text("user");
    Optional<Path> password =
        Optional.ofNullable(settings.value("passwordFile", MailSender::secret, null));
    List<String> to = settings.list("to", MailSender::address);
    if (to.isEmpty()) {
      throw settings.refuse("to", "is missing", "name who gets the mail, like ops@example.org");
    }
    if (user.isPresent() != password.isPresent()) {
      throw settings.refuse(
          "user, passwordFile", "only one of them is there", "give both, or none");
    }
    if (user.isPresent() && security == Security.NONE) {
      throw settings.refuse(
          "security", "none would send the password in clear", "use starttls or tls");
    }
    return new MailSender(
        AlarmSettings.of(settings),
        settings.required("server", "mail.example.org"),
        settings.number("port", usual(security), 1, 65535),
        security,
        settings.required("from", "understudy@example.org", MailSender::address),
        to,
        user,
        password,
        Optional.ofNullable(settings.value("certificates", MailSender::trusted, null)));
  }

  private static int usual(Security security) {
    return switch (security) {
      case STARTTLS -> 587;
      case TLS -> 465;
      case NONE -> 25;
    };
  }

  private static String address(String text) {
    if (!text.matches("[^\\s<>,;:@\"]+@[^\\s<>,;:@\"]+")) {
      throw new IllegalArgumentException("use a plain address, like ops@example.org");
    }
    return text;
  }

  private static Path secret(String text) {
    try {
      Path file = SecretFile.named(text);
      if (Files.readString(file).isBlank()) {
        throw new IllegalArgumentException("put the password into that file");
      }
      return file;
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("give a file that can be read", unreadable);
    }
  }

  private static Path trusted(String text) {
    Path file = Path.of(text);
    try {
      context(file);
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new IllegalArgumentException("give a file of certificates in PEM", unreadable);
    }
    return file;
  }

  @Override
  public void send(Message message) throws IOException {
    try {
      AuthenticatingSMTPClient client =
          new AuthenticatingSMTPClient(security == Security.TLS, context());
      client.setEndpointCheckingEnabled(true);
      client.setCharset(UTF_8);
      int millis = Math.toIntExact(common.timeout().toMillis());
      client.setConnectTimeout(millis);
      client.setDefaultTimeout(millis);
      try {
        client.connect(server, port);
        client.setSoTimeout(millis);
        deliver(client, message);
        client.logout();
      } finally {
        if (client.isConnected()) {
          client.disconnect();
        }
      }
    } catch (GeneralSecurityException | IOException failed) {
      throw Lane.Sender.failure(server, failed);
    }
  }

  private void deliver(AuthenticatingSMTPClient client, Message message)
      throws IOException, GeneralSecurityException {
    said(client, SMTPReply.isPositiveCompletion(client.getReplyCode()), "the connection");
    said(client, greets(client), "EHLO");
    if (security == Security.STARTTLS) {
      said(client, client.execTLS(), "STARTTLS; nothing was sent");
      said(client, greets(client), "EHLO");
    }
    if (user.isPresent() && password.isPresent()) {
      String word = Files.readString(password.get()).strip();
      said(
          client,
          client.auth(AuthenticatingSMTPClient.AUTH_METHOD.PLAIN, user.get(), word),
          "the user or the password");
    }
    said(client, client.setSender(from), "the sender " + from);
    for (String one : to) {
      said(client, client.addRecipient(one), "the recipient " + one);
    }
    Writer body = client.sendMessageData();
    said(client, body != null, "the message");
    if (body != null) {
      try (body) {
        body.write(new MailText(from, to).of(message));
      }
      said(client, client.completePendingCommand(), "the message");
    }
  }

  private static boolean greets(AuthenticatingSMTPClient client) throws IOException {
    return SMTPReply.isPositiveCompletion(client.ehlo("[127.0.0.1]"));
  }

  private static void said(AuthenticatingSMTPClient client, boolean yes, String to)
      throws IOException {
    if (!yes) {
      throw new IOException("it refuses %s (%s)".formatted(to, client.getReplyString().strip()));
    }
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    return certificates.isPresent() ? context(certificates.get()) : SSLContext.getDefault();
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry(Integer.toString(number++), one);
      }
    }
    if (store.size() == 0) {
      throw new IOException(file + " has no certificate");
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
