package io.understudy.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSettingsTest {
  @TempDir Path files;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(files.resolve(name), text);
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> line = new java.util.ArrayList<>(List.of("openssl"));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line).directory(files.toFile()).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private void certificate(String name, String... kind) throws IOException, InterruptedException {
    List<String> line =
        new java.util.ArrayList<>(
            List.of("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=node", "-keyout"));
    line.addAll(List.of(name + ".key", "-out", name + ".pem"));
    line.addAll(List.of(kind));
    openssl(line.toArray(String[]::new));
  }

  private static List<Objection> objections(Map<String, Object> settings) {
    return new WebSettingsCheck().check(settings);
  }

  private void objects(String key, String part, Map<String, Object> settings) {
    Objection objection = objections(settings).getFirst();
    assertEquals(key, objection.key());
    assertTrue((objection.what() + objection.remedy()).contains(part), objection.toString());
  }

  private Map<String, Object> pem(String certificate, String key) {
    return Map.of(
        "certificate", files.resolve(certificate).toString(), "key", files.resolve(key).toString());
  }

  @Test
  void withoutAnythingItListensOnLoopbackOnly() {
    WebSettings settings = WebSettings.of(Map.of());
    assertEquals("127.0.0.1", settings.host());
    assertEquals(8443, settings.port());
  }

  @Test
  void rsaAndEcCertificatesAreTaken() throws Exception {
    certificate("rsa", "-newkey", "rsa:2048");
    certificate("ec", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    assertEquals(List.of(), objections(pem("rsa.pem", "rsa.key")));
    assertEquals(List.of(), objections(pem("ec.pem", "ec.key")));
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    certificate("one", "-newkey", "rsa:2048");
    certificate("other", "-newkey", "rsa:2048");
    objects("key", "is not the key of", pem("one.pem", "other.key"));
  }

  @Test
  void whatIsNoCertificateOrKeyIsRefusedWithoutShowingIt() throws Exception {
    certificate("one", "-newkey", "rsa:2048");
    file("garbage", "-----BEGIN PRIVATE KEY-----\nsecretsecret\n-----END PRIVATE KEY-----\n");
    objects("certificate", "can't be read", pem("garbage", "one.key"));
    Objection objection = objections(pem("one.pem", "garbage")).getFirst();
    assertTrue(objection.what().contains("no private key"), objection.what());
    assertTrue(!objection.toString().contains("secretsecret"), objection.toString());
  }

  @Test
  void oneWithoutTheOtherIsRefused() throws Exception {
    certificate("one", "-newkey", "rsa:2048");
    objects("key", "is missing", Map.of("certificate", files.resolve("one.pem").toString()));
  }

  @Test
  void eachWrongValueIsNamedWithItsRemedy() {
    objects("port", "1 to 65535", Map.of("port", "0"));
    objects("host", "no known name", Map.of("host", "no.such.host.invalid"));
    objects("session", "1m to 1440m", Map.of("session", "2d"));
    objects("certificate", "full path", Map.of("certificate", "node.pem", "key", "node.key"));
  }
}
