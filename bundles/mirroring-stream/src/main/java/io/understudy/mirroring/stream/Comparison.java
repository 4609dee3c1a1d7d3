package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Goes through the source, tells the standby what is there, and mends what it finds to differ.
final class Comparison {
  /// Directories' parts that may be underway.
  private static final int MOST_UNDERWAY = 12;

  private final StreamSender sender;
  private final Source source;
  private final Pass pass;
  private final Looks looks;
  private final Job job;
  private final boolean contents;

  /// Directories about which more has to be asked, and in how many parts.
  private final Map<RelativePath, Integer> again = new LinkedHashMap<>();

  private Listing listing;
  private int underway;

  Comparison(StreamSender sender, Pass pass, Looks looks, Job job, boolean contents) {
    this.sender = sender;
    this.pass = pass;
    this.looks = looks;
    this.job = job;
    this.contents = contents;
    source = sender.source;
    listing = new Listing(RelativePath.ROOT, Listing.ALONE, false, contents);
  }

  /// Asks about that one, if it is there, and waits for nothing.
  void alone(RelativePath path, Optional<Metadata> found) throws IOException, InterruptedException {
    if (found.isEmpty() || path.isRoot()) {
      looks.look(job, path, Mend.How.LOOK);
    } else {
      listing = new Listing(path.parent(), Listing.ALONE, false, contents);
      entry(path.name(), found.get(), path);
      send();
    }
  }

  /// Returns when all at and below it was answered for.
  void run(RelativePath path, Optional<Metadata> found) throws IOException, InterruptedException {
    alone(path, found);
    if (found.isPresent() && found.get().kind() == Kind.DIRECTORY) {
      new DirectoryWalk(this::directory).from(path);
    }
    do {
      settle(0);
    } while (!again.isEmpty());
  }

  /// Mends what was found, and waits until no more than that is underway.
  private void drain(int most) throws IOException, InterruptedException {
    pass.mendAll();
    while (underway > most) {
      sender.line.await();
      pass.mendAll();
    }
  }

  /// As [#drain]. Only between two directories: what the standby knows of one is forgotten.
  private void settle(int most) throws IOException, InterruptedException {
    drain(most);
    while (!again.isEmpty()) {
      Map.Entry<RelativePath, Integer> one = again.entrySet().iterator().next();
      RelativePath directory = one.getKey();
      int rounds = one.getValue();
      again.remove(directory);
      extras(directory, rounds);
    }
  }

  private void directory(RelativePath directory, DirectoryWalk.Below below)
      throws IOException, InterruptedException {
    listing = new Listing(directory, Listing.FIRST, source.deletions, contents);
    try {
      source.tree.list(directory, (name, found) -> uninterrupted(() -> listed(name, found, below)));
    } catch (FileFailure e) {
      if (!Source.absent(e) && !Source.mounted(e)) {
        job.fail(String.valueOf(e.getMessage()));
      }
      listing.clear();
      return;
    } catch (Interrupted e) {
      throw new InterruptedException();
    }
    if (below.first()) {
      send();
      if (source.deletions) {
        ask(directory, 1, 0);
      }
      settle(MOST_UNDERWAY);
    }
  }

  private void listed(byte[] name, Metadata found, DirectoryWalk.Below below)
      throws IOException, InterruptedException {
    RelativePath path = below.path(name);
    if (path == null) {
      job.fail("a path below %s is too long".formatted(listing.directory));
      return;
    }
    boolean inside =
        !source.elsewhere(found) && source.chosen.takesIn(path, found.kind() == Kind.DIRECTORY);
    if (inside && found.kind() == Kind.DIRECTORY) {
      below.directory(name);
    }
    if (below.first()) {
      if (inside) {
        entry(name, found, path);
      } else {
        listing.skip(name);
      }
      if (listing.full()) {
        send();
        drain(MOST_UNDERWAY);
      }
    }
  }

  private void entry(byte[] name, Metadata found, RelativePath path)
      throws IOException, InterruptedException {
    try {
      Optional<RelativePath> partner = Optional.empty();
      if (found.kind() == Kind.FILE && found.links() > 1) {
        sender.links.note(found, path);
        partner = sender.names.first(found, path);
      }
      long attributes = Contents.attributes(source.tree, path);
      long content = 0;
      if (found.kind() == Kind.SYMLINK) {
        byte[] target = source.tree.readSymlink(path);
        content = Hashing.of(target, 0, target.length);
      } else if (found.kind() == Kind.FILE && contents) {
        try (OpenFile file = source.tree.read(path)) {
          content = Contents.hash(file, sender.piece, this::hashed);
        }
      }
      listing.add(name, found, attributes, content, partner);
      pass.progress.file(found.kind() == Kind.FILE ? found.size() : 0);
      pass.progress.breathe();
    } catch (FileFailure e) {
      listing.skip(name); // whatever it is now, it isn't too much at the copy
      if (!Source.absent(e) && e.reason() != FileFailure.Reason.WRONG_KIND) {
        job.fail(String.valueOf(e.getMessage()));
      }
    }
  }

  private void hashed(int bytes) throws IOException, InterruptedException {
    pass.progress.read(bytes);
    pass.progress.breathe();
  }

  private void send() throws IOException, InterruptedException {
    if (listing.empty()) {
      return;
    }
    Listing sent = listing.send(sender.line);
    underway++;
    job.more();
    sender.line.end(Reply.Differences.class, reply -> differ(sent, (Reply.Differences) reply));
  }

  private void differ(Listing sent, Reply.Differences differences) throws Violation {
    underway--;
    for (int i = 0; i < differences.entries().length; i++) {
      RelativePath path = sent.path(differences.entries()[i]);
      Difference how = differences.how()[i];
      pass.progress.differs(path, how.words());
      Mend.How mend =
          how.sameContent()
              ? Mend.How.ATTRIBUTES
              : sent.linked(differences.entries()[i]) && how != Difference.CONTENT
                  ? Mend.How.LINK
                  : Mend.How.LOOK;
      pass.queue(new Mend(job, path, mend));
    }
    pass.less(job);
  }

  private void ask(RelativePath directory, int rounds, int part)
      throws IOException, InterruptedException {
    sender.line.begin(Frame.EXTRAS, directory.length() + 10).path(directory).u32(rounds).u32(part);
    underway++;
    job.more();
    sender.line.end(Reply.Extra.class, reply -> extra(directory, rounds, (Reply.Extra) reply));
  }

  /// They are looked at once more: they may have come to the source only after it was listed.
  private void extra(RelativePath directory, int rounds, Reply.Extra extra) throws Violation {
    underway--;
    for (byte[] name : extra.names()) {
      try {
        RelativePath path = directory.resolve(name);
        pass.progress.differs(path, "too much");
        pass.queue(new Mend(job, path, Mend.How.LOOK));
      } catch (IllegalArgumentException e) {
        throw new Violation(String.valueOf(e.getMessage()));
      }
    }
    if (extra.more() || extra.rounds() > 0) {
      again.put(directory, Math.max(rounds, extra.rounds()));
    }
    pass.less(job);
  }

  /// Tells only names once more, in parts if they are very many.
  private void extras(RelativePath directory, int rounds) throws IOException, InterruptedException {
    for (int part = 0; part < rounds; part++) {
      int now = part;
      listing = new Listing(directory, Listing.FIRST | Listing.NAMES, true, false);
      try {
        source.tree.list(
            directory,
            (name, _) ->
                uninterrupted(
                    () -> {
                      if (Contents.part(name, rounds) == now) {
                        listing.skip(name);
                        if (listing.full()) {
                          send();
                        }
                      }
                    }));
      } catch (FileFailure e) {
        return; // it is gone, which is told by other ways
      } catch (Interrupted e) {
        throw new InterruptedException();
      }
      send();
      ask(directory, rounds, part);
      drain(0);
    }
  }

  /// What may be interrupted.
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /// Carries an interruption through a listing.
  private static final class Interrupted extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static void uninterrupted(Work work) throws IOException {
    try {
      work.run();
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }
}
