package io.understudy.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {
  @TempDir Path directory;

  @Test
  void survivesARestart() {
    new LastGood(directory).put("io.understudy.path~lan", Map.of("name", "lan", "umlaut", "ä=\\"));
    assertEquals(
        Optional.of(Map.of("name", "lan", "umlaut", "ä=\\")),
        new LastGood(directory).get("io.understudy.path~lan"));
  }

  @Test
  void isForgottenWithItsFile() {
    LastGood good = new LastGood(directory);
    good.put("x", Map.of("name", "lan"));
    good.forget("x");
    assertEquals(Optional.empty(), good.get("x"));
    assertEquals(Optional.empty(), new LastGood(directory).get("x"));
  }

  @Test
  void aCopyThatCantBeReadIsAsGoodAsNone() throws IOException {
    Files.writeString(directory.resolve("x.properties"), "name=\\u00zz");
    assertEquals(Optional.empty(), new LastGood(directory).get("x"));
  }

  @Test
  void staysInMemoryWhenItCantBeSaved() {
    LastGood good = new LastGood(Path.of("/dev/null/good"));
    good.put("x", Map.of("name", "lan"));
    assertEquals(Optional.of(Map.of("name", "lan")), good.get("x"));
  }

  @Test
  void aFileIsReadAsFileInstallReadsIt() throws IOException {
    Path file = directory.resolve("io.understudy.path~lan.cfg");
    Files.writeString(file, "# why\nkey = ${user.name}/key, \\\n  ä\nempty =\n");
    assertEquals(
        Map.of("key", System.getProperty("user.name") + "/key, ä", "empty", ""),
        CfgFile.read(file.toFile()));
    Files.write(file, new byte[] {'k', '=', (byte) 0xff});
    assertThrows(IOException.class, () -> CfgFile.read(file.toFile()));
  }

  @Test
  void aFilesNameSaysWhichConfigurationItIs() {
    assertEquals(
        new Names("io.understudy.path~lan", "io.understudy.path"),
        Names.of(Path.of("/x/io.understudy.path-lan.cfg").toFile()));
    assertEquals(
        new Names("io.understudy.linux", null),
        Names.of(Path.of("/x/io.understudy.linux.cfg").toFile()));
  }
}
