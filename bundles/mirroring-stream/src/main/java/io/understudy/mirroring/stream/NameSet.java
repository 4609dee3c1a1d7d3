package io.understudy.mirroring.stream;

/// The names of a directory's entries, as hashes: 16 bytes for each, and not too many.
final class NameSet {
  private static final int FIRST = 1024;
  static final int MOST = 1 << 16;

  private long[] slots = new long[FIRST];
  private int count;
  private long refused;

  void clear() {
    slots = new long[FIRST];
    count = 0;
    refused = 0;
  }

  private static long hash(byte[] name) {
    long hash = Hashing.of(name, 0, name.length);
    return hash == 0 ? 1 : hash;
  }

  void add(byte[] name) {
    long hash = hash(name);
    if (contains(hash)) {
      return;
    } else if (count >= MOST) {
      refused++;
      return;
    } else if (count * 2 >= slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      for (long one : old) {
        if (one != 0) {
          put(one);
        }
      }
    }
    put(hash);
    count++;
  }

  private void put(long hash) {
    int at = (int) hash & slots.length - 1;
    while (slots[at] != 0) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = hash;
  }

  boolean contains(byte[] name) {
    return contains(hash(name));
  }

  private boolean contains(long hash) {
    int at = (int) hash & slots.length - 1;
    while (slots[at] != 0 && slots[at] != hash) {
      at = at + 1 & slots.length - 1;
    }
    return slots[at] == hash;
  }

  /// {@return into how many parts the names have to be divided; 0 if all are there}
  int parts() {
    return refused == 0 ? 0 : (int) Math.min(1 << 20, 2 + 2 * (count + refused) / MOST);
  }
}
