package io.understudy.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @TempDir Path directory;

  @Test
  void theHomeIsTakenOutOfTheCommandLineWhereverItStands() throws UsageException {
    List<String> words = new ArrayList<>(List.of("handover", "--home", "/x", "web", "b"));
    assertEquals(Path.of("/x"), Main.home(words));
    assertEquals(List.of("handover", "web", "b"), words);
    List<String> short_ = new ArrayList<>(List.of("status", "--home=/y/../z"));
    assertEquals(Path.of("/z"), Main.home(short_));
    assertThrows(UsageException.class, () -> Main.home(new ArrayList<>(List.of("run", "--home"))));
  }

  @Test
  void aHomeWithoutSettingsSaysHowToMakeOne() {
    IOException refused = assertThrows(IOException.class, () -> Home.open(directory));
    assertTrue(refused.getMessage().contains("understudy init --home"), refused.getMessage());
  }

  @Test
  void nobodyElseMayEnterTheNodesData() throws IOException {
    Home home = home();
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.data())));
  }

  @Test
  void configAdminsCopiesGoAtEachStart() throws IOException {
    Home home = home();
    Path copy = home.data().resolve("cm/io/understudy/x.config");
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, "old");
    home.forgetCopies();
    assertTrue(Files.isDirectory(home.data().resolve("cm")));
    assertTrue(Files.notExists(home.data().resolve("cm/io")));
  }

  @Test
  void aKeyIsForItsUserAloneAndNeverOverwritten() throws IOException {
    Path key = directory.resolve("cluster.key");
    assertEquals(0, ClusterKey.create(key));
    String first = Files.readString(key);
    assertTrue(first.matches("[0-9a-f]{64}\n"), first.length() + " characters");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    assertThrows(IOException.class, () -> ClusterKey.create(key));
    assertEquals(first, Files.readString(key));
  }

  @Test
  void withoutANodeACommandSaysSo() throws IOException {
    assertEquals(Main.NOT_RUNNING, new Client(directory).ask(List.of("status")));
  }

  private Home home() throws IOException {
    Files.createDirectories(directory.resolve("config"));
    return Home.open(directory);
  }
}
