package io.understudy.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.understudy.api.Settings;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mails to real servers: GreenMail, and for STARTTLS, which it hasn't, a few lines of one.
class MailSenderTest {
  private static final Message ALARM =
      new Message(
          "7f3a",
          "raised",
          "a",
          "alarm",
          "path Büro – Kreuzkabel",
          "no beat for 3 s: ¼ of the cable is 🐭",
          "look at the cable",
          Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir private Path directory;
  private GreenMail server;

  @BeforeEach
  void serve() {
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
  }

  @AfterEach
  void end() {
    server.stop();
  }

  private Map<String, Object> values(String security, int port) {
    return new HashMap<>(
        Map.of(
            "name", "ops",
            "server", "127.0.0.1",
            "port", Integer.toString(port),
            "security", security,
            "from", "understudy@a.example",
            "to", "ops@example.org, duty@example.org",
            "timeout", "5s"));
  }

  private void password(Map<String, Object> values, String word) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), word + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    values.put("user", "understudy");
    values.put("passwordFile", file.toString());
  }

  private static String failure(MailSender sender) {
    return assertThrows(IOException.class, () -> sender.send(ALARM)).getMessage();
  }

  @Test
  void everybodyGetsAMailThatSaysWhatIsWrongAndWhatToDo() throws Exception {
    MailSender.of(values("none", server.getSmtp().getPort())).send(ALARM);
    MimeMessage[] mails = server.getReceivedMessages();
    assertEquals(2, mails.length);
    assertEquals("alarm [a] path Büro – Kreuzkabel", mails[0].getSubject());
    assertEquals("<7f3a@a.understudy>", mails[0].getMessageID());
    assertEquals(ALARM.at(), mails[0].getSentDate().toInstant());
    String text = mails[0].getContent().toString();
    for (String part : List.of(ALARM.text(), ALARM.remedy(), "node:     a", "raised (alarm)")) {
      assertTrue(text.contains(part), text);
    }
  }

  @Test
  void withoutTheStartTlsThatIsAskedForNothingIsSent() throws Exception {
    Map<String, Object> values = values("starttls", server.getSmtp().getPort());
    password(values, "hush");
    String why = failure(MailSender.of(values));
    assertTrue(why.contains("STARTTLS"), why);
    assertEquals(0, server.getReceivedMessages().length);
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    int port = server.getSmtp().getPort();
    server.stop();
    String why = failure(MailSender.of(values("none", port)));
    assertTrue(why.startsWith("127.0.0.1: "), why);
  }

  @Test
  void passwordsGoOverTlsToAServerWithTheRightCertificateOnly() throws Exception {
    try (StartTls secure = new StartTls(directory)) {
      Map<String, Object> values = values("starttls", secure.port());
      password(values, "hush");
      String why = failure(MailSender.of(values));
      assertTrue(why.contains("PKIX"), why);
      assertTrue(secure.said.stream().noneMatch(line -> line.contains("AUTH")), secure::toString);
      values.put("certificates", secure.certificate.toString());
      MailSender.of(values).send(ALARM);
      assertTrue(secure.said.contains("TLS"), secure::toString);
      assertTrue(secure.said.indexOf("TLS") < secure.index("AUTH PLAIN"), secure::toString);
      assertTrue(secure.index("RCPT TO:<duty@example.org>") > 0, secure::toString);
    }
  }

  @Test
  void badSettingsAreRefusedWithARemedy() throws Exception {
    refused("to", "", "name who gets the mail");
    refused("to", "ops", "plain address");
    refused("from", "a@b\r\nBcc: c@d", "plain address");
    refused("security", "some", "use starttls or tls or none");
    refused("user", "understudy", "give both, or none");
    refused("certificates", directory.resolve("none.pem").toString(), "certificates in PEM");
    Map<String, Object> clear = values("none", 25);
    password(clear, "hush");
    String why = assertThrows(Settings.Refused.class, () -> MailSender.of(clear)).getMessage();
    assertTrue(why.contains("in clear"), why);
  }

  private void refused(String key, String value, String words) {
    Map<String, Object> values = values("starttls", 587);
    values.put(key, value);
    String why = assertThrows(Settings.Refused.class, () -> MailSender.of(values)).getMessage();
    assertTrue(why.contains(words), why);
  }

  /// A mail server that takes everything, and notes what was said to it.
  private static final class StartTls implements AutoCloseable {
    final List<String> said = new CopyOnWriteArrayList<>();
    final Path certificate;
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final SSLContext context = SSLContext.getInstance("TLS");

    StartTls(Path directory) throws Exception {
      Path store = directory.resolve("server.p12");
      certificate = directory.resolve("server.pem");
      keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=m", "-ext", "san=ip:127.0.0.1");
      keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
      KeyStore keys = KeyStore.getInstance(store.toFile(), "not-secret".toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, "not-secret".toCharArray());
      context.init(managers.getKeyManagers(), null, null);
      Thread.ofVirtual().start(this::serve);
    }

    private static void keytool(Path store, String... words) throws Exception {
      List<String> command = new java.util.ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of("-keystore", store.toString(), "-storepass", "not-secret"));
      command.addAll(List.of("-alias", "server"));
      command.addAll(List.of(words));
      assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    int port() {
      return socket.getLocalPort();
    }

    int index(String beginning) {
      return said.indexOf(
          said.stream().filter(line -> line.startsWith(beginning)).findFirst().orElse(""));
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          say(client, "220 ready");
          talk(client);
        } catch (IOException ended) {
          // the next one
        }
      }
    }

    private void talk(Socket client) throws IOException {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      boolean data = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (line.equals("STARTTLS")) {
          say(client, "220 go");
          SSLSocket secure =
              (SSLSocket)
                  context.getSocketFactory().createSocket(client, "127.0.0.1", port(), true);
          secure.setUseClientMode(false);
          secure.startHandshake();
          said.add("TLS");
          talk(secure);
          return;
        }
        data = data ? !line.equals(".") : line.equals("DATA");
        if (line.equals("DATA")) {
          say(client, "354 go on");
        } else if (line.startsWith("EHLO")) {
          say(client, client instanceof SSLSocket ? "250 AUTH PLAIN" : "250 STARTTLS");
        } else if (line.startsWith("AUTH")) {
          say(client, line.length() > "AUTH PLAIN".length() ? "235 yes" : "334 ");
        } else if (!data) {
          say(client, said.get(said.size() - 2).startsWith("AUTH PLAIN") ? "235 yes" : "250 yes");
        }
      }
    }

    private static void say(Socket client, String line) throws IOException {
      client.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
    }

    @Override
    public String toString() {
      return said.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
