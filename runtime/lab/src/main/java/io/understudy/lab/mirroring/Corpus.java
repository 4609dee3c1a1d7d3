package io.understudy.lab.mirroring;

import io.understudy.lab.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Generated data, the same for the same seed: a maildir, a web tree, a Samba-like share, and a
/// directory of many files. 120,000 files at scale 1.
public final class Corpus {
  static final String SCANS = "share/scans";

  /// The directory of what few programs get right.
  static final String ODD = "odd";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path root;
  private final RandomGenerator random;
  private final byte[] text;
  private final double scale;
  private final List<Mail> mails = new ArrayList<>();
  private long files;

  public Corpus(Path root, double scale, long seed) {
    this.root = root;
    this.scale = scale;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    StringBuilder words = new StringBuilder();
    while (words.length() < 1 << 20) {
      words.append(Long.toString(random.nextLong(1L << 40), 36)).append(" the of and to in is ");
    }
    this.text = words.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// {@return the messages; the first tenth is new, then come seen and flagged ones}
  List<Mail> mails() {
    return mails;
  }

  long files() {
    return files;
  }

  int scans() {
    return Math.max(100, (int) (10_000 * scale));
  }

  public Corpus fill() throws IOException {
    maildir(Math.max(2, (int) Math.round(100 * Math.sqrt(scale))), perUser());
    web((int) (8000 * scale));
    share((int) (2000 * scale));
    Path scans = Files.createDirectories(root.resolve(SCANS));
    for (int i = 0; i < scans(); i++) {
      write(scans.resolve("scan-%05d.txt".formatted(i)), 200 + random.nextInt(2000));
    }
    oddities();
    return this;
  }

  private int perUser() {
    return Math.max(50, (int) Math.round(1000 * Math.sqrt(scale)));
  }

  private void maildir(int users, int messages) throws IOException {
    for (int user = 0; user < users; user++) {
      String folder = "mail/u%03d".formatted(user);
      for (String part : List.of("tmp", "new", "cur")) {
        Files.createDirectories(root.resolve(folder).resolve(part));
      }
    }
    for (int message = 0; message < messages; message++) {
      int stage =
          message < messages / 10
              ? Mail.NEW
              : message < messages * 7 / 10 ? Mail.SEEN : Mail.FLAGGED;
      for (int user = 0; user < users; user++) {
        String base = "%d.M%dP%d.lab".formatted(1_700_000_000 + message, user, message);
        Mail mail = new Mail("mail/u%03d".formatted(user), base, mailSize(random));
        write(root.resolve(mail.path(stage)), mail.size());
        mails.add(mail);
      }
    }
  }

  /// Most are small, few are large: 4 KiB in the middle.
  static int mailSize(RandomGenerator random) {
    return 600 + (int) Math.min(200_000, Math.exp(random.nextGaussian(8, 0.9)));
  }

  /// Another message's bytes, from the same text.
  byte[] content(int size, int start) {
    byte[] content = new byte[size];
    for (int filled = 0; filled < size; ) {
      int from = (start + filled) % text.length;
      int more = Math.min(size - filled, text.length - from);
      System.arraycopy(text, from, content, filled, more);
      filled += more;
    }
    return content;
  }

  private void write(Path file, int size) throws IOException {
    Files.write(file, content(size, random.nextInt(text.length)));
    files++;
  }

  private void web(int count) throws IOException {
    Path site = root.resolve("web/releases/7");
    for (int i = 0; i < count; i++) {
      Path folder = site.resolve("part%02d/topic%02d".formatted(i % 20, i / 20 % 20));
      if (i < 400) {
        Files.createDirectories(folder);
      }
      boolean image = i % 10 == 0;
      write(
          folder.resolve((image ? "image%05d.jpg" : "page%05d.html").formatted(i)),
          image ? 10_000 + random.nextInt(60_000) : 500 + random.nextInt(8000));
    }
    Files.createDirectories(site);
    Files.createSymbolicLink(root.resolve("web/current"), Path.of("releases/7"));
  }

  private void share(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Path folder = root.resolve("share/Department %d/Year %d".formatted(i % 8, 2010 + i / 8 % 15));
      if (i < 120) {
        Files.createDirectories(folder);
      }
      Path file = folder.resolve("Report %05d.doc".formatted(i));
      write(file, 2000 + random.nextInt(100_000));
      // As Samba keeps what Windows calls attributes.
      Files.setAttribute(file, "user:DOSATTRIB", java.nio.ByteBuffer.wrap(content(56, i)));
      Files.setAttribute(file, "unix:uid", 10_000 + i % 50);
      Files.setAttribute(file, "unix:gid", 20_000 + i % 8);
      Files.setAttribute(file, "unix:mode", 0100660 | (i % 5 == 0 ? 02000 : 0));
    }
  }

  /// What Java can't spell or make.
  private void oddities() throws IOException {
    Path odd = Files.createDirectories(root.resolve("share").resolve(ODD));
    String script =
        """
        cd "$0"
        : >"$(printf 'latin1-\\344\\366')"
        : >"$(printf 'two\\nlines')"
        echo link >linked && ln linked linked-again
        mkdir deep && ln linked deep/linked-too
        mkfifo fifo
        truncate -s 64M sparse && printf end >>sparse
        ln -s nowhere dangling
        echo acl >with-acl && setfacl -m u:10001:r,g:20001:rw with-acl
        mkdir with-default-acl && setfacl -d -m u:10001:rwx with-default-acl
        chmod 1777 deep && touch -d '2001-02-03 04:05:06.123456789' linked fifo
        touch -h -d '2001-02-03 04:05:06.987654321' dangling
        echo marked >marked && setfattr -n user.long -v "$(printf '%2000s' x)" marked
        """;
    Command.Result made =
        Command.attempt(List.of("sh", "-euc", script, odd.toString()), "", PATIENCE);
    if (!made.succeeded()) {
      throw new IOException("oddities: " + made.output());
    }
  }
}
