package io.understudy.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Passwords that were checked already, for programs that send theirs with each request. Only a MAC
/// of each is kept, under a key that lives as long as this object, and only while the account stays
/// as it is.
final class ProvedPasswords {
  private static final int MOST = 100;

  private record Proof(Passwords.Hash hash, byte[] mac) {}

  private final SecretKeySpec key;
  private final Map<String, Proof> proofs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Proof> eldest) {
          return size() > MOST;
        }
      };

  ProvedPasswords(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    key = new SecretKeySpec(secret, "HmacSHA256");
  }

  synchronized void add(Account account, String password) {
    proofs.put(account.name(), new Proof(account.hash(), mac(password)));
  }

  synchronized boolean holds(Account account, String password) {
    return Optional.ofNullable(proofs.get(account.name()))
        .filter(proof -> proof.hash == account.hash())
        .filter(proof -> MessageDigest.isEqual(proof.mac, mac(password)))
        .isPresent();
  }

  private byte[] mac(String password) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
