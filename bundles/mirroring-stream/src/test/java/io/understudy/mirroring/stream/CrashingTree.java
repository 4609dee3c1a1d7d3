package io.understudy.mirroring.stream;

import io.understudy.api.files.OpenFile;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.Superseded;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A tree in whose files only some changes succeed, then none any more: as after a crash.
final class CrashingTree {
  private static final Set<String> CHANGES =
      Set.of(
          "write",
          "truncate",
          "punch",
          "times",
          "owner",
          "permissions",
          "publish",
          "rename",
          "remove",
          "draft",
          "create",
          "update",
          "makeDirectory",
          "makeSymlink",
          "makeNode",
          "link",
          "sync");

  private CrashingTree() {}

  /// How many changes succeed.
  static final class Fuse {
    private final AtomicInteger left;

    Fuse(int left) {
      this.left = new AtomicInteger(left);
    }

    void burn(String name) throws Superseded {
      if (CHANGES.contains(name) && left.getAndDecrement() <= 0) {
        throw new Superseded("crashed before " + name);
      }
    }
  }

  static Tree of(Tree tree, Fuse fuse) {
    return of(Tree.class, tree, fuse);
  }

  private static <T> T of(Class<T> type, Object real, Fuse fuse) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              boolean file = real instanceof OpenFile;
              if (file || !method.getName().equals("update") && !method.getName().equals("sync")) {
                fuse.burn(method.getName());
              }
              try {
                Object result = method.invoke(real, arguments);
                return method.getName().equals("update")
                    ? of(OpenFile.class, result, fuse)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }
}
