package io.understudy.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the web server proves its name with: PKCS #12 files in the node's data, which only root
/// reads, under a random password beside them.
final class KeyStoreFile {
  private static final String ALIAS = "understudy";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration RENEWED = Duration.ofDays(30);

  private final Path data;
  private final Path password;

  KeyStoreFile(Path data) {
    this.data = data;
    this.password = data.resolve("web-keystore-password");
  }

  String password() throws IOException {
    if (Files.notExists(password)) {
      SecretFile.write(password, Passwords.random() + "\n");
    }
    return Files.readString(password).strip();
  }

  /// {@return a key store with a certificate of this node's own, made at the first call} It is good
  /// for ten years and made anew a month before they end.
  ///
  /// @param host what people call this node by, besides its name
  Path own(String host) throws IOException {
    Path file = data.resolve("web-own.p12");
    if (Files.exists(file) && end(file).isAfter(Instant.now().plus(RENEWED))) {
      return file;
    }
    password();
    Path next = data.resolve(".web-own.p12");
    Files.deleteIfExists(next);
    generate(next, names(host));
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  /// {@return a key store with this certificate; another file for another certificate}
  Path of(PemFiles pem) throws IOException {
    try {
      Path file =
          data.resolve(
              "web-%s.p12".formatted(fingerprint(pem.chain().getFirst()).substring(0, 16)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] secret = password().toCharArray();
      store.setKeyEntry(ALIAS, pem.key(), secret, pem.chain().toArray(Certificate[]::new));
      try (OutputStream out = Files.newOutputStream(SecretFile.empty(file))) {
        store.store(out, secret);
      }
      return file;
    } catch (GeneralSecurityException refused) {
      throw new IOException("the certificate can't be stored: " + refused.getMessage(), refused);
    }
  }

  /// {@return SHA-256 of the certificate, as browsers show it but without colons}
  String fingerprint(Path file) throws IOException {
    try {
      return fingerprint(certificate(file));
    } catch (GeneralSecurityException refused) {
      throw new IOException(refused);
    }
  }

  private static String fingerprint(Certificate certificate) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }

  private Instant end(Path file) {
    try {
      return certificate(file).getNotAfter().toInstant();
    } catch (IOException | GeneralSecurityException unreadable) {
      return Instant.MIN;
    }
  }

  private X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password().toCharArray());
    }
    return (X509Certificate) store.getCertificate(ALIAS);
  }

  private static List<String> names(String host) throws IOException {
    List<String> names = new ArrayList<>(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
    String name = hostname();
    if (name.matches("[A-Za-z0-9.-]+")) {
      names.add("dns:" + name);
    }
    InetAddress address = InetAddress.getByName(host);
    if (!address.isAnyLocalAddress() && !address.isLoopbackAddress()) {
      names.add("ip:" + address.getHostAddress());
    }
    return names;
  }

  private static String hostname() throws IOException {
    Path file = Path.of("/proc/sys/kernel/hostname");
    return Files.isReadable(file) ? Files.readString(file).strip() : "localhost";
  }

  /// With the JDK's own tool: a certificate is made by no public class of the JDK, and a library
  /// that can would weigh more than the whole product. The password goes by file, not by argument.
  private void generate(Path to, List<String> names) throws IOException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=Understudy on " + hostname().replaceAll("[^A-Za-z0-9.-]", "-"),
                "-ext",
                "san=" + String.join(",", names),
                "-ext",
                "eku=serverAuth",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                to.toString(),
                "-storepass:file",
                password.toString())
            .redirectErrorStream(true)
            .start();
    try {
      tool.getOutputStream().close();
      if (!tool.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("keytool made no certificate within " + LIMIT.toSeconds() + " s");
      }
      if (tool.exitValue() != 0) {
        throw new IOException(
            "keytool made no certificate: "
                + new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new IOException("ended while a certificate was made", ending);
    } finally {
      tool.destroyForcibly();
    }
  }
}
