package io.understudy.fencing;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/// The SSH client that all fences share: made at the first login, stopped with the bundle. It looks
/// at no file by itself (no `~/.ssh`, no agent), knows public keys as the only way to log in, and
/// no weak algorithm.
@Component(service = Logins.class)
public final class Logins {
  private static final int THREADS = 2;
  private static final long WINDOW = 64 * 1024;

  private @Nullable SshClient client;
  private boolean closed;

  @Activate
  public Logins() {}

  synchronized SshClient client() throws IOException {
    if (closed) {
      throw new IOException("the bundle is being replaced");
    }
    SshClient present = client;
    if (present == null) {
      present = make();
      present.start();
      client = present;
    }
    return present;
  }

  private static SshClient make() {
    SshClient made =
        ClientBuilder.builder()
            .keyExchangeFactories(
                NamedFactory.setUpTransformedFactories(
                    true,
                    List.of(
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp256,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp521),
                    ClientBuilder.DH2KEX))
            .cipherFactories(
                List.of(
                    BuiltinCiphers.aes128gcm,
                    BuiltinCiphers.aes256gcm,
                    BuiltinCiphers.cc20p1305_openssh,
                    BuiltinCiphers.aes128ctr,
                    BuiltinCiphers.aes256ctr))
            .macFactories(
                List.of(
                    BuiltinMacs.hmacsha256etm,
                    BuiltinMacs.hmacsha512etm,
                    BuiltinMacs.hmacsha256,
                    BuiltinMacs.hmacsha512))
            .signatureFactories(
                List.of(
                    BuiltinSignatures.nistp256,
                    BuiltinSignatures.nistp384,
                    BuiltinSignatures.nistp521,
                    BuiltinSignatures.rsaSHA512,
                    BuiltinSignatures.rsaSHA256))
            .compressionFactories(List.of(BuiltinCompressions.none))
            .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
            .serverKeyVerifier((session, _, key) -> pinned(session, key))
            .build();
    made.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
    made.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    made.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    CoreModuleProperties.NIO_WORKERS.set(made, THREADS);
    CoreModuleProperties.WINDOW_SIZE.set(made, WINDOW);
    CoreModuleProperties.STOP_WAIT_TIME.set(made, Duration.ofSeconds(1));
    return made;
  }

  private static boolean pinned(ClientSession session, PublicKey key) {
    Login login = session.getConnectionContext().getAttribute(Login.SELF);
    return login != null && login.accepts(key);
  }

  @Deactivate
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.stop();
    }
  }
}
