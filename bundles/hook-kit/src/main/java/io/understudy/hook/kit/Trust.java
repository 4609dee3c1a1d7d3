package io.understudy.hook.kit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Whose certificates a health check believes.
public sealed interface Trust {
  /// The JDK's authorities.
  record System() implements Trust {}

  /// The certificates in a PEM file: an authority of one's own, or the server's own certificate.
  record In(Path file) implements Trust {}

  /// Anybody's, also one that has expired: only whether it serves is asked.
  record Anybody() implements Trust {}

  /// @param text `system`, `none` or the full path of a PEM file
  static Trust of(String text) {
    return switch (text) {
      case "system" -> new System();
      case "none" -> new Anybody();
      default -> {
        Path file = Path.of(text);
        if (!file.isAbsolute()) {
          throw new IllegalArgumentException("use system, none or the full path of a PEM file");
        }
        yield new In(file.normalize());
      }
    };
  }

  /// Wraps a connection; the handshake is done when this returns.
  ///
  /// @param socket connected, with a time-out set
  /// @param host the name that the certificate must have; also told to the server
  default SSLSocket secure(Socket socket, String host) throws IOException {
    try {
      SSLSocket secured =
          (SSLSocket)
              context().getSocketFactory().createSocket(socket, host, socket.getPort(), true);
      SSLParameters parameters = secured.getSSLParameters();
      if (!(this instanceof Anybody)) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      if (host.chars().anyMatch(Character::isLetter) && host.indexOf(':') < 0) {
        parameters.setServerNames(List.of(new SNIHostName(host)));
      }
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS can't be used: " + e.getMessage(), e);
    }
  }

  private SSLContext context() throws IOException, GeneralSecurityException {
    return switch (this) {
      case System() -> SSLContext.getDefault();
      case In(Path file) -> context(anchors(file));
      case Anybody() -> context(new TrustManager[] {new Gullible()});
    };
  }

  private static SSLContext context(TrustManager[] managers) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers, null);
    return context;
  }

  private static TrustManager[] anchors(Path file) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        anchors.setCertificateEntry("anchor" + number++, one);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return factory.getTrustManagers();
  }

  /// Believes everybody: for `trust = none`, which an administrator has written.
  final class Gullible extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
