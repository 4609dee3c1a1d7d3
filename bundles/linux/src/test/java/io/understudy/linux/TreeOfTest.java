package io.understudy.linux;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/// A real tree, and short words for what tests do with it.
record TreeOfTest(Tree tree) implements AutoCloseable {
  static TreeOfTest open(Path root) throws IOException {
    return new TreeOfTest(new KernelTrees().open(root, Trees.Mounts.STAY));
  }

  static boolean root() {
    return Libc.effectiveUser() == 0;
  }

  static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assertions.assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + said);
  }

  static void refused(FileFailure.Reason reason, Executable work) {
    FileFailure failure = Assertions.assertThrows(FileFailure.class, work);
    Assertions.assertEquals(reason, failure.reason(), failure::getMessage);
  }

  void write(String path, String content) throws IOException {
    try (Draft draft = tree.draft(path(path))) {
      draft.write(ByteBuffer.wrap(bytes(content)), 0);
      draft.publish();
    }
  }

  String content(String path) throws IOException {
    try (OpenFile file = tree.read(path(path))) {
      ByteBuffer content = ByteBuffer.allocate((int) file.metadata().size());
      file.read(content, 0);
      return new String(content.array(), StandardCharsets.UTF_8);
    }
  }

  List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    tree.list(path(directory), (name, _) -> names.add(RelativePath.ROOT.resolve(name).toString()));
    names.sort(null);
    return names;
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
