package io.understudy.mirroring.link;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Puts TLS 1.3 over a socket. Made when it is used first, because a key pair costs some 100 ms.
final class Secured {
  /// ChaCha20 first: the JVM of a node compiles by C1 alone, where it is four times faster than AES
  /// without the processor's AES instructions, which only C2 uses.
  private static final List<String> CIPHERS =
      List.of("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");

  private final SSLContext context;

  private Secured(SSLContext context) {
    this.context = context;
  }

  static Secured make() {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          new KeyManager[] {new OneCertificate(Certificate.make())},
          new TrustManager[] {new Anybody()},
          null);
      return new Secured(context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS 1.3: " + e.getMessage(), e);
    }
  }

  /// {@return TLS after its handshake} Closing the socket below ends it, whatever waits in it;
  /// closing TLS itself may wait for a write that hangs.
  SSLSocket over(Socket raw, boolean dials) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    raw,
                    raw.getInetAddress().getHostAddress(),
                    raw.getPort(),
                    /* autoClose= */ true);
    tls.setUseClientMode(dials);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    List<String> known = List.of(context.getSupportedSSLParameters().getCipherSuites());
    Stream<String> usable = CIPHERS.stream().filter(known::contains);
    parameters.setCipherSuites(usable.toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }
}
