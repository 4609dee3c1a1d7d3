package io.understudy.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jars as the JDK's own tools sign them.
class SignersTest {
  @TempDir Path directory;
  private Path jar;

  @BeforeEach
  void makeJar() throws IOException {
    jar = directory.resolve("hook.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream content = new JarOutputStream(out, manifest)) {
      content.putNextEntry(new ZipEntry("a.txt"));
      content.write("content".getBytes(UTF_8));
    }
  }

  private void tool(String name, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    command.addAll(
        List.of("-keystore", directory.resolve("keys.p12").toString(), "-storepass", "not-secret"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), text);
    }
  }

  /// {@return the certificate of a new key}
  private Path key(String alias) throws Exception {
    tool("keytool", "-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias);
    return certificate(alias);
  }

  private Path certificate(String alias) throws Exception {
    Path pem = directory.resolve(alias + ".pem");
    tool("keytool", "-exportcert", "-rfc", "-alias", alias, "-file", pem.toString());
    return pem;
  }

  private void sign(String alias) throws Exception {
    tool("jarsigner", jar.toString(), alias);
  }

  private void refused(Path trusted, String words) {
    IOException why = assertThrows(IOException.class, () -> Signers.read(trusted).check(jar));
    assertTrue(why.getMessage().contains(words), why.getMessage());
  }

  @Test
  void whatATrustedKeySignedIsTaken() throws Exception {
    Path ops = key("ops");
    refused(ops, "a.txt in it isn't signed");
    sign("ops");
    Signers.read(ops).check(jar);
  }

  @Test
  void whatSomebodyElseSignedIsNot() throws Exception {
    Path ops = key("ops");
    key("mallory");
    sign("mallory");
    refused(ops, "signed by nobody who is trusted");
  }

  @Test
  void whatATrustedKeyIssuedIsTaken() throws Exception {
    tool(
        "keytool",
        "-genkeypair",
        "-alias",
        "office",
        "-keyalg",
        "EC",
        "-dname",
        "CN=office",
        "-ext",
        "bc:c");
    Path office = certificate("office");
    key("ops");
    Path request = directory.resolve("ops.csr");
    Path issued = directory.resolve("ops-issued.pem");
    tool("keytool", "-certreq", "-alias", "ops", "-file", request.toString());
    tool(
        "keytool",
        "-gencert",
        "-rfc",
        "-alias",
        "office",
        "-infile",
        request.toString(),
        "-outfile",
        issued.toString());
    tool("keytool", "-importcert", "-noprompt", "-alias", "ops", "-file", issued.toString());
    sign("ops");
    Signers.read(office).check(jar);
  }

  @Test
  void whatWasChangedOrAddedAfterwardsIsNot() throws Exception {
    Path ops = key("ops");
    sign("ops");
    Path signed = Files.copy(jar, directory.resolve("signed.jar"));
    put("a.txt");
    refused(ops, "signature doesn't fit");
    Files.delete(jar);
    Files.copy(signed, jar);
    put("b.txt");
    refused(ops, "b.txt in it isn't signed");
    Files.delete(jar);
    Files.copy(signed, jar);
    put("META-INF/services/x.sf");
    refused(ops, "x.sf in it isn't signed");
  }

  private void put(String name) throws IOException {
    try (FileSystem content = FileSystems.newFileSystem(jar)) {
      Path file = content.getPath(name);
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.writeString(file, "another content");
    }
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    assertThrows(Signers.Unsigned.class, () -> Signers.read(empty));
    assertThrows(Signers.Unsigned.class, () -> Signers.read(directory.resolve("none.pem")));
  }
}
