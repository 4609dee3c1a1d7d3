package io.understudy.heartbeat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  private static final String KEY = "0123456789abcdefABCDEF".repeat(3).substring(0, 64);

  @TempDir Path folder;

  @Test
  void sixtyFourDigitsAndANewlineAreAKey() throws Exception {
    assertArrayEquals(
        java.util.HexFormat.of().parseHex(KEY), new KeyFile(file(KEY + "\n", "rw-------")).read());
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws Exception {
    assertObjects(file(KEY, "rw-r-----"), "mode 0640", "chmod 0600");
  }

  @Test
  void aLinkIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file(KEY, "rw-------"));
    assertObjects(link, "not a regular file", "the file itself");
    assertObjects(folder, "not a regular file", "the file itself");
  }

  @Test
  void aMissingFileIsRefused() {
    assertObjects(folder.resolve("none"), "does not exist", "openssl rand -hex 32");
  }

  @Test
  void wrongContentIsRefusedWithoutShowingIt() throws Exception {
    assertObjects(file(KEY.substring(1), "rw-------"), "63 characters", "openssl rand -hex 32");
    assertObjects(file("x" + KEY.substring(1), "rw-------"), "no hexadecimal digit", "openssl");
    assertObjects(file(KEY + KEY, "rw-------"), "128 bytes", "openssl rand -hex 32");
  }

  @Test
  void theCheckObjectsToWhatTheComponentWouldNotTake() throws Exception {
    KeyCheck check = new KeyCheck();

    assertEquals("key", check.check(Map.of()).getFirst().key());
    assertEquals(1, check.check(Map.of("key", folder.toString())).size());
    assertTrue(check.check(Map.of("key", file(KEY, "rw-------").toString())).isEmpty());
  }

  private void assertObjects(Path path, String what, String remedy) {
    var unusable = assertThrows(KeyFile.Unusable.class, new KeyFile(path)::read);
    String message = String.valueOf(unusable.getMessage());
    assertTrue(message.contains(what), message);
    assertTrue(message.contains(path.toString()), message);
    assertTrue(unusable.remedy().contains(remedy), unusable.remedy());
    assertFalse(message.contains("cdefABC"), message);
  }

  private Path file(String content, String mode) throws Exception {
    Path file = Files.createTempFile(folder, "", "");
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
