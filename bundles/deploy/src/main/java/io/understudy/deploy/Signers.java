package io.understudy.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/// The certificates that jars have to be signed by, or by one that they issued. Every file in a jar
/// has to be.
record Signers(Set<X509Certificate> trusted) {
  private static final Set<String> SIGNATURE = Set.of("mf", "sf", "rsa", "dsa", "ec");

  /// Why a jar isn't taken.
  static final class Unsigned extends IOException {
    private static final long serialVersionUID = 1;

    Unsigned(String what) {
      super(what);
    }

    Unsigned(String what, Exception cause) {
      super(what, cause);
    }
  }

  /// @throws Unsigned if the file can't be read as certificates
  static Signers read(Path file) throws Unsigned {
    try (InputStream pem = Files.newInputStream(file)) {
      Set<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .collect(Collectors.toUnmodifiableSet());
      if (all.isEmpty()) {
        throw new Unsigned(file + " has no certificate");
      }
      return new Signers(all);
    } catch (Unsigned none) {
      throw none;
    } catch (IOException | GeneralSecurityException wrong) {
      throw new Unsigned("%s can't be read as certificates (%s)".formatted(file, wrong), wrong);
    }
  }

  /// @throws Unsigned naming the file in the jar that nobody trusted has signed
  void check(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), true)) {
      if (file.getManifest() == null) {
        throw new Unsigned("it has no manifest");
      }
      byte[] waste = new byte[8192];
      for (JarEntry entry : file.stream().toList()) {
        if (!entry.isDirectory() && !belongsToSignature(entry.getName())) {
          try (InputStream in = file.getInputStream(entry)) {
            while (in.read(waste) >= 0) {
              // the signers are known when all of it was read
            }
          }
          check(entry);
        }
      }
    } catch (SecurityException tampered) {
      throw new Unsigned("its signature doesn't fit: " + tampered.getMessage(), tampered);
    }
  }

  private static boolean belongsToSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/")
        && upper.indexOf('/', "META-INF/".length()) < 0
        && SIGNATURE.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private void check(JarEntry entry) throws Unsigned {
    CodeSigner[] signers = entry.getCodeSigners();
    if (signers == null) {
      throw new Unsigned("%s in it isn't signed".formatted(entry.getName()));
    }
    String why = "";
    for (CodeSigner signer : signers) {
      try {
        validate(signer.getSignerCertPath());
        return;
      } catch (GeneralSecurityException notTrusted) {
        why = String.valueOf(notTrusted.getMessage());
      }
    }
    throw new Unsigned(
        "%s in it is signed by nobody who is trusted (%s)".formatted(entry.getName(), why));
  }

  private void validate(CertPath path) throws GeneralSecurityException {
    X509Certificate signer = (X509Certificate) path.getCertificates().getFirst();
    if (trusted.contains(signer)) {
      signer.checkValidity();
      return;
    }
    CertPath below =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(
                path.getCertificates().stream()
                    .takeWhile(certificate -> !trusted.contains(certificate))
                    .toList());
    PKIXParameters parameters =
        new PKIXParameters(
            trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet()));
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX").validate(below, parameters);
  }
}
