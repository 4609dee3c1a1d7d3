package io.understudy.mirroring;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Progress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The smallest strategy that crosses a real connection: plain files and directories, one by one,
/// each confirmed.
final class WireStrategy implements MirrorStrategy {
  private static final int NOTHING = 0;
  private static final int FILE = 1;
  private static final int DIRECTORY = 2;

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public Sender sender(MirroredTree source, Channel channel) {
    DataOutputStream out = new DataOutputStream(channel.out());
    DataInputStream in = new DataInputStream(channel.in());
    return new Sender() {
      @Override
      public void pass(Feed feed, Progress progress) throws IOException, InterruptedException {
        for (Optional<Item> next = feed.next(); next.isPresent(); next = feed.next()) {
          boolean deep = !(next.get() instanceof Item.Look);
          if (send(next.get().path(), deep)) {
            progress.done(next.get());
          } else {
            progress.failed(next.get(), "the other end can't");
          }
          progress.breathe();
        }
      }

      private boolean send(RelativePath path, boolean deep) throws IOException {
        Optional<Metadata> there = source.tree().find(path);
        List<RelativePath> below = new ArrayList<>();
        out.writeUTF(path.toString());
        if (there.isEmpty()) {
          out.writeByte(NOTHING);
        } else if (there.get().kind() == Metadata.Kind.DIRECTORY) {
          out.writeByte(DIRECTORY);
          if (deep) {
            source.tree().list(path, (name, file) -> below.add(path.resolve(name)));
            below.removeIf(one -> one.isTemporary() || !source.selection().takes(one, false));
          }
          out.writeInt(deep ? below.size() : -1);
          for (RelativePath one : below) {
            out.writeUTF(one.toString());
          }
        } else {
          ByteBuffer content = ByteBuffer.allocate(1 << 16);
          try (OpenFile file = source.tree().read(path)) {
            file.read(content, 0);
          } catch (FileFailure gone) {
            content.clear();
          }
          out.writeByte(FILE);
          out.writeInt(content.flip().remaining());
          out.write(content.array(), 0, content.remaining());
        }
        out.flush();
        boolean fine = in.readBoolean();
        for (RelativePath one : below) {
          fine &= send(one, true);
        }
        return fine;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void receive(MirroredTree copy, Channel channel) throws IOException {
    DataOutputStream out = new DataOutputStream(channel.out());
    DataInputStream in = new DataInputStream(channel.in());
    while (true) {
      int first = in.read();
      if (first < 0) {
        return;
      }
      byte[] name = new byte[first << 8 | in.readUnsignedByte()];
      in.readFully(name);
      RelativePath path = RelativePath.parse(new String(name, "UTF-8"));
      boolean fine = true;
      try {
        take(copy.tree(), path, in);
      } catch (FileFailure e) {
        fine = false;
      }
      out.writeBoolean(fine);
      out.flush();
    }
  }

  private static void take(Tree tree, RelativePath path, DataInputStream in) throws IOException {
    switch (in.readUnsignedByte()) {
      case NOTHING -> remove(tree, path);
      case DIRECTORY -> {
        int count = in.readInt();
        Set<RelativePath> wanted = new TreeSet<>();
        for (int i = 0; i < count; i++) {
          wanted.add(RelativePath.parse(in.readUTF()));
        }
        if (tree.find(path).isEmpty()) {
          tree.makeDirectory(path);
        }
        if (count >= 0) {
          List<RelativePath> present = new ArrayList<>();
          tree.list(path, (name, file) -> present.add(path.resolve(name)));
          for (RelativePath one : present) {
            if (!wanted.contains(one)) {
              remove(tree, one);
            }
          }
        }
      }
      default -> {
        byte[] content = new byte[in.readInt()];
        in.readFully(content);
        try (Draft draft = tree.draft(path)) {
          draft.write(ByteBuffer.wrap(content), 0);
          draft.publish();
        }
      }
    }
  }

  private static void remove(Tree tree, RelativePath path) throws IOException {
    Optional<Metadata> there = tree.find(path);
    if (there.isEmpty()) {
      return;
    }
    if (there.get().kind() == Metadata.Kind.DIRECTORY) {
      List<RelativePath> below = new ArrayList<>();
      tree.list(path, (name, file) -> below.add(path.resolve(name)));
      for (RelativePath one : below) {
        remove(tree, one);
      }
    }
    tree.remove(path);
  }
}
