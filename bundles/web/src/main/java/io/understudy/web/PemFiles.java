package io.understudy.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A certificate chain and its private key from PEM files (RFC 7468).
///
/// @param chain the server's own certificate first
record PemFiles(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /// Files that can't be served with.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean ofKey;
    private final String remedy;

    Unusable(boolean ofKey, String what, String remedy) {
      super(what);
      this.ofKey = ofKey;
      this.remedy = remedy;
    }

    boolean ofKey() {
      return ofKey;
    }

    String remedy() {
      return remedy;
    }
  }

  static PemFiles read(WebSettings.Pem pem) throws Unusable {
    List<X509Certificate> chain = chain(pem.certificate());
    PrivateKey key = key(pem.key(), chain.getFirst().getPublicKey().getAlgorithm());
    if (!matches(chain.getFirst(), key)) {
      throw new Unusable(
          true,
          "'%s' is not the key of '%s'".formatted(pem.key(), pem.certificate()),
          "give the key with which the certificate was asked for");
    }
    return new PemFiles(chain, key);
  }

  private static List<X509Certificate> chain(Path file) throws Unusable {
    List<X509Certificate> chain;
    try {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (IOException | GeneralSecurityException broken) {
      throw new Unusable(
          false,
          "'%s' can't be read as certificates: %s".formatted(file, broken.getMessage()),
          "give a PEM file that begins with the server's own certificate");
    }
    if (chain.isEmpty()) {
      throw new Unusable(
          false,
          "'%s' has no certificate".formatted(file),
          "give a PEM file that begins with the server's own certificate");
    }
    Instant end = chain.getFirst().getNotAfter().toInstant();
    if (Instant.now().isAfter(end)) {
      throw new Unusable(
          false, "'%s' ended at %s".formatted(file, end), "renew it, or use a current one");
    }
    return chain;
  }

  private static PrivateKey key(Path file, String algorithm) throws Unusable {
    try {
      Matcher found = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (found.find()) {
        byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException broken) {
      // Said below; the cause could hold parts of the key.
    }
    throw new Unusable(
        true,
        "'%s' has no private key in PKCS #8 for %s".formatted(file, algorithm),
        "convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
  }

  private static boolean matches(Certificate certificate, PrivateKey key) throws Unusable {
    byte[] probe = "is this the key?".getBytes(StandardCharsets.US_ASCII);
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException other) {
      return false;
    }
  }
}
