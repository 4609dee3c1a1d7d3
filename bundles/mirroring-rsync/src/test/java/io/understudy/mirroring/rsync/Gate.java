package io.understudy.mirroring.rsync;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Tree;
import io.understudy.api.mirror.Superseded;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/// A tree whose changes fail once it is closed, as the mirroring bundle's do.
final class Gate {
  private static final Set<String> CHANGES =
      Set.of(
          "update",
          "create",
          "draft",
          "makeDirectory",
          "makeSymlink",
          "makeNode",
          "link",
          "rename",
          "remove",
          "permissions",
          "owner",
          "times",
          "publish",
          "removeAttribute");

  private volatile boolean closed;

  void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  Tree before(Tree tree) {
    return guarded(Tree.class, tree);
  }

  private <T> T guarded(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (closed && CHANGES.contains(method.getName())) {
                throw new Superseded("closed by the test");
              }
              Object[] plain = arguments == null ? new Object[0] : arguments.clone();
              for (int i = 0; i < plain.length; i++) {
                if (plain[i] instanceof Tree other && Proxy.isProxyClass(other.getClass())) {
                  plain[i] = target; // a renaming within the tree
                }
              }
              try {
                Object result = method.invoke(target, plain);
                return method.getName().equals("open")
                    ? guarded(Inode.class, (Inode) result)
                    : result;
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            }));
  }
}
