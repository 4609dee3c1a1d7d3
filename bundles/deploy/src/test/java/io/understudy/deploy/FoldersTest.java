package io.understudy.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path directory;

  @Test
  void aBundlesNameIsReadWithoutItsDirectives() throws IOException {
    assertEquals("io.understudy.x", Folders.nameOf(jar("io.understudy.x;singleton:=true")));
    assertEquals("io.understudy.y", Folders.nameOf(jar("io.understudy.y")));
  }

  @Test
  void whatIsNoBundleIsRefused() throws IOException {
    File half = Files.writeString(directory.resolve("half.jar"), "PK half a jar").toFile();
    IOException damaged = assertThrows(IOException.class, () -> Folders.nameOf(half));
    assertTrue(damaged.getMessage().contains("copy it again"), damaged.getMessage());
    File plain = jar("");
    IOException other = assertThrows(IOException.class, () -> Folders.nameOf(plain));
    assertTrue(other.getMessage().contains("no OSGi bundle"), other.getMessage());
  }

  private File jar(String name) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!name.isEmpty()) {
      manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
    }
    Path file = directory.resolve("x" + name.length() + ".jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
    return file.toFile();
  }
}
