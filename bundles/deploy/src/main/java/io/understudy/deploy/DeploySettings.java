package io.understudy.deploy;

import io.understudy.api.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// `io.understudy.deploy.cfg`, read.
///
/// @param probation how long a new bundle is watched before it counts as good; zero: not at all
/// @param signers file of certificates (PEM): jars in deploy/ have to be signed by one of them, or
///     by one that it issued; empty: any jar is taken
record DeploySettings(Duration probation, Optional<Path> signers) {
  static final String PID = "io.understudy.deploy";
  private static final Duration MOST = Duration.ofMinutes(10);

  /// @throws Settings.Refused naming key, value and remedy
  static DeploySettings of(Map<String, ?> properties) {
    Settings settings = Settings.of(PID, properties);
    Optional<Path> signers = settings.text("signers").map(Path::of);
    signers.ifPresent(
        file -> {
          try {
            Signers.read(file);
          } catch (Signers.Unsigned wrong) {
            throw settings.refuse(
                "signers",
                String.valueOf(wrong.getMessage()),
                "name a file of certificates in PEM, that root can read");
          }
        });
    return new DeploySettings(
        settings.duration("probation", Duration.ofSeconds(20), Duration.ZERO, MOST), signers);
  }
}
