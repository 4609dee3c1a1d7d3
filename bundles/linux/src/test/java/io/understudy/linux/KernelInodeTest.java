package io.understudy.linux;

import static io.understudy.linux.TreeOfTest.bytes;
import static io.understudy.linux.TreeOfTest.path;
import static io.understudy.linux.TreeOfTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class KernelInodeTest {
  @TempDir Path folder;
  private TreeOfTest test;
  private Tree tree;

  @BeforeEach
  void open() throws IOException {
    test = TreeOfTest.open(folder);
    tree = test.tree();
    test.write("file", "content");
    tree.makeDirectory(path("directory"));
    tree.makeNode(path("fifo"), Kind.FIFO, 0);
    tree.makeNode(path("socket"), Kind.SOCKET, 0);
    tree.makeSymlink(path("link"), bytes("file"));
  }

  @AfterEach
  void close() throws IOException {
    test.close();
  }

  @Test
  @EnabledIf(value = "io.understudy.linux.TreeOfTest#root", disabledReason = "needs root")
  void keepsOwnerPermissionsAndTimesOfEveryKind() throws Exception {
    Instant accessed = Instant.ofEpochSecond(1_000_000_000, 123_456_789);
    Instant modified = Instant.ofEpochSecond(-1, 999_999_999);
    for (String name : List.of("file", "directory", "fifo", "socket", "link")) {
      try (Inode inode = tree.open(path(name))) {
        inode.owner(-2, 4_000_000); // 4,294,967,294
        if (!name.equals("link")) {
          inode.permissions(07755);
        }
        inode.times(accessed, modified);
      }
      Metadata seen = tree.find(path(name)).orElseThrow();
      assertEquals(4_294_967_294L, Integer.toUnsignedLong(seen.user()), name);
      assertEquals(4_000_000, seen.group(), name);
      assertEquals(name.equals("link") ? 0777 : 07755, seen.permissions(), name);
      assertEquals(accessed, seen.accessed(), name);
      assertEquals(modified, seen.modified(), name);
    }
    assertEquals(
        0755 | 04000, (int) Files.getAttribute(folder.resolve("file"), "unix:mode") & 04755);
  }

  @Test
  @EnabledIf(value = "io.understudy.linux.TreeOfTest#root", disabledReason = "needs root")
  void makesDeviceNodesWithAnyNumber() throws Exception {
    long special = 259L << 32 | 0x12345;
    tree.makeNode(path("disk"), Kind.BLOCK_DEVICE, special);
    tree.makeNode(path("null"), Kind.CHARACTER_DEVICE, 1L << 32 | 3);
    assertEquals(special, tree.find(path("disk")).orElseThrow().special());
    assertEquals(Kind.BLOCK_DEVICE, tree.find(path("disk")).orElseThrow().kind());
    Metadata zero = tree.find(path("null")).orElseThrow();
    assertEquals(Kind.CHARACTER_DEVICE, zero.kind());
    assertEquals(
        Files.getAttribute(Path.of("/dev/null"), "unix:rdev"),
        Files.getAttribute(folder.resolve("null"), "unix:rdev"));
    refused(Reason.WRONG_KIND, () -> tree.read(path("null")));
    assertThrows(IllegalArgumentException.class, () -> tree.makeNode(path("x"), Kind.DIRECTORY, 0));
  }

  @Test
  void aLinkHasNoPermissionsAndNoneLendsItTheTargets() throws Exception {
    Metadata before = tree.find(path("file")).orElseThrow();
    try (Inode link = tree.open(path("link"))) {
      refused(Reason.UNSUPPORTED, () -> link.permissions(0600));
    }
    assertEquals(before, tree.find(path("file")).orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> tree.open(path("file")).permissions(010000));
  }

  @Test
  void extendedAttributesAreBytes() throws Exception {
    byte[] value = {0, -1, 'x', 0};
    try (Inode file = tree.open(path("file"))) {
      Assumptions.assumeTrue(supports(file), "the file system has no user attributes");
      file.attribute("user.bytes", value);
      file.attribute("user.empty", new byte[0]);
      file.attribute("user.caf\u00e9", value);
      assertArrayEquals(value, file.attribute("user.bytes").orElseThrow());
      assertArrayEquals(new byte[0], file.attribute("user.empty").orElseThrow());
      assertEquals(Optional.empty(), file.attribute("user.none"));
      List<String> names = file.attributes();
      assertTrue(
          names.containsAll(List.of("user.bytes", "user.empty", "user.caf\u00e9")),
          names::toString);
      file.removeAttribute("user.bytes");
      file.removeAttribute("user.bytes");
      assertEquals(Optional.empty(), file.attribute("user.bytes"));
    }
    try (var open = tree.read(path("file"))) {
      assertArrayEquals(value, open.attribute("user.caf\u00e9").orElseThrow());
    }
  }

  private static boolean supports(Inode file) {
    try {
      file.attribute("user.try", new byte[1]);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @EnabledIf(value = "io.understudy.linux.TreeOfTest#root", disabledReason = "needs root")
  void aLinkCanHaveAttributesOfItsOwn() throws Exception {
    try (Inode link = tree.open(path("link"))) {
      link.attribute("trusted.us", bytes("v"));
      assertEquals(List.of("trusted.us"), link.attributes());
    }
    try (Inode file = tree.open(path("file"))) {
      assertEquals(Optional.empty(), file.attribute("trusted.us"));
    }
  }

  /// An ACL as the kernel keeps it (linux/posix_acl_xattr.h): version 2; tag, permissions, id each.
  private static byte[] acl(int user) {
    ByteBuffer acl = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    int[][] entries = {{1, 6, -1}, {2, 7, user}, {4, 4, -1}, {0x10, 7, -1}, {0x20, 0, -1}};
    for (int[] entry : entries) {
      acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return acl.array();
  }

  @Test
  void accessControlListsAreAttributes() throws Exception {
    try (Inode file = tree.open(path("file"));
        Inode directory = tree.open(path("directory"))) {
      try {
        file.attribute("system.posix_acl_access", acl(1234));
      } catch (IOException e) {
        Assumptions.abort("the file system has no ACLs: " + e.getMessage());
      }
      directory.attribute("system.posix_acl_default", acl(99));
      assertArrayEquals(acl(1234), file.attribute("system.posix_acl_access").orElseThrow());
      assertTrue(directory.attributes().contains("system.posix_acl_default"));
      assertEquals(
          "rw-rwx---",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("file"))));
    }
    test.write("directory/heir", "");
    try (Inode heir = tree.open(path("directory/heir"))) {
      assertTrue(heir.attribute("system.posix_acl_access").isPresent(), "made with the default");
    }
  }

  @Test
  void staysWithTheFileWhateverItsNameIs() throws Exception {
    try (Inode file = tree.open(path("file"))) {
      tree.rename(path("file"), tree, path("moved"), Tree.Replacing.KEEP);
      test.write("file", "another");
      file.permissions(0640);
    }
    assertEquals(0640, tree.find(path("moved")).orElseThrow().permissions());
    assertEquals(0600, tree.find(path("file")).orElseThrow().permissions());
  }

  @Test
  void isOfNoUseWhenClosed() throws Exception {
    Inode file = tree.open(RelativePath.of("file"));
    file.close();
    file.close();
    assertThrows(IOException.class, file::metadata);
  }
}
