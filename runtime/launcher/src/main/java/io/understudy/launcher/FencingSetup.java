package io.understudy.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/// Sets remote standby up on one node: key, the peer's key, pinned host keys, and a check of every
/// address. Needs OpenSSH's client programs; the node doesn't. May be repeated at any time.
final class FencingSetup {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LONGEST_KEY = 8192;

  /// Where the command was typed; `bin/understudy` then goes to the home.
  private static final Path FROM = Path.of(System.getProperty("understudy.from", ""));

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._@+:,=-]+");

  private final Home home;
  private final Options options;
  private final PrintStream out;

  /// @param peerKey a file, or `-`
  /// @param trust pin what the peer shows
  record Options(Optional<String> peerKey, boolean trust, Path authorizedKeys) {
    static Options of(List<String> words) throws UsageException {
      Optional<String> peerKey = Optional.empty();
      boolean trust = false;
      Path keys = Path.of(System.getProperty("user.home"), ".ssh", "authorized_keys");
      for (int i = 1; i < words.size(); i++) {
        String[] word = words.get(i).split("=", 2);
        switch (word[0]) {
          case "--trust" -> trust = true;
          case "--peer-key", "--authorized-keys" -> {
            if (word.length == 1 && ++i == words.size()) {
              throw new UsageException(word[0] + " needs a file");
            }
            String value = word.length == 2 ? word[1] : words.get(i);
            if (word[0].equals("--peer-key")) {
              peerKey = Optional.of(value.equals("-") ? value : FROM.resolve(value).toString());
            } else {
              keys = FROM.resolve(value);
            }
          }
          default ->
              throw new UsageException(
                  "'%s' isn't known here; use: understudy fencing-setup [--peer-key FILE|-] [--trust] [--authorized-keys FILE]"
                      .formatted(words.get(i)));
        }
      }
      return new Options(peerKey, trust, keys);
    }
  }

  FencingSetup(Home home, Options options, PrintStream out) {
    this.home = home;
    this.options = options;
    this.out = out;
  }

  /// {@return the exit code: whether every address works}
  int run(InputStream input) throws IOException, UsageException {
    String self = NodeFile.name(home.directory());
    String forced = forced();
    List<FenceFile> fences = FenceFile.all(home.directory());
    Set<Path> keys = new LinkedHashSet<>(fences.stream().map(FenceFile::key).toList());
    if (keys.isEmpty()) {
      keys.add(home.data().resolve("fencing/id"));
    }
    for (Path key : keys) {
      PeerKey own = PeerKey.parse(key(key, self) + " understudy@" + self);
      out.printf(
          "This node's key. Give this line to 'understudy fencing-setup --peer-key FILE' on the"
              + " other node (where%nprogram and home are elsewhere, that puts in the right"
              + " places):%n%n%s%n%n",
          own.line(forced));
    }
    if (options.peerKey().isPresent()) {
      install(options.peerKey().get(), input, self, forced);
    }
    ownHostKeys();
    if (fences.isEmpty()) {
      out.println(
          "There is no config/io.understudy.fencing.ssh-NAME.cfg yet, so there is nothing to"
              + " check.");
      return Main.OK;
    }
    boolean good = true;
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"FENCE", "ADDRESS", "RESULT"});
    for (FenceFile fence : fences) {
      for (FenceFile.Address address : fence.addresses()) {
        String trouble = hostKey(fence, address);
        String result = trouble.isEmpty() ? LoginCheck.result(fence, address) : trouble;
        good &= result.startsWith(LoginCheck.WORKS);
        rows.add(new String[] {fence.name(), address.toString(), result});
      }
    }
    table(rows);
    return good ? Main.OK : Main.FAILED;
  }

  /// A forced command is a line for a shell inside quotes: nothing in it may mean anything.
  private String forced() throws IOException {
    Path program = home.distribution().resolve("bin/understudy");
    String command = "%s stand-down --home %s".formatted(program, home.directory());
    if (!PLAIN.matcher(program.toString()).matches()
        || !PLAIN.matcher(home.directory().toString()).matches()) {
      throw new IOException(
          "'%s' has characters that a forced command can't carry; move the program or the home"
              .formatted(command));
    }
    return command;
  }

  private String key(Path file, String self) throws IOException {
    if (Files.notExists(file)) {
      Files.createDirectories(file.getParent());
      Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwx------"));
      keygen(
          "-q", "-t", "ecdsa", "-b", "256", "-N", "", "-C", "understudy@" + self, "-f", "" + file);
      out.printf("%s made.%n", file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    String[] words = keygen("-y", "-P", "", "-f", file.toString()).split("\\s+");
    if (words.length < 2 || !words[0].startsWith("ecdsa-")) {
      throw new IOException(
          file + " is no ECDSA key; move it away, and this command makes one that fits");
    }
    return words[0] + " " + words[1];
  }

  private static String keygen(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Program.find("ssh-keygen")));
    command.addAll(Arrays.asList(arguments));
    Program.Result result = Program.run(LIMIT, "", command);
    if (!result.good()) {
      throw new IOException(
          result.status() == 127
              ? "ssh-keygen is missing; install the package openssh-client"
              : "ssh-keygen: " + result.line());
    }
    return result.output().strip();
  }

  private void install(String from, InputStream input, String self, String forced)
      throws IOException, UsageException {
    byte[] text =
        from.equals("-") ? input.readNBytes(LONGEST_KEY) : Files.readAllBytes(Path.of(from));
    PeerKey key = PeerKey.parse(new String(text, StandardCharsets.UTF_8));
    Properties engine =
        NodeFile.read(home.directory(), home.config().resolve("io.understudy.engine.cfg"));
    List<String> nodes =
        Arrays.stream(engine.getProperty("nodes", "").split(",")).map(String::strip).toList();
    if (key.node().equals(self) || !nodes.contains(key.node())) {
      throw new UsageException(
          "the key is of node %s; this is node %s of the nodes %s"
              .formatted(key.node(), self, nodes));
    }
    boolean changed = new AuthorizedKeys(options.authorizedKeys()).install(key, forced);
    out.printf(
        "Node %s's key %s %s, bound to: %s%n%n",
        key.node(), changed ? "is now in" : "was already in", options.authorizedKeys(), forced);
  }

  private void ownHostKeys() throws IOException {
    List<String> prints = new ArrayList<>();
    for (String type : List.of("ecdsa", "rsa")) {
      Path file = Path.of("/etc/ssh/ssh_host_%s_key.pub".formatted(type));
      if (Files.isReadable(file)) {
        String[] words = Files.readString(file).split("\\s+");
        prints.add(HostPins.fingerprint(words[0] + " " + words[1]));
      }
    }
    if (!prints.isEmpty()) {
      out.println("This machine's own host keys, to compare with what the other node is shown:");
      prints.forEach(print -> out.println("  " + print));
      out.println();
    }
  }

  /// {@return what is wrong with the host keys of an address; empty if they are pinned}
  private String hostKey(FenceFile fence, FenceFile.Address address) throws IOException {
    HostPins pins = new HostPins(fence.knownHosts());
    List<String> shown = HostPins.shown(address);
    return switch (pins.state(address, shown)) {
      case PINNED -> "";
      case SILENT ->
          "NO: it shows no ECDSA or RSA host key; does sshd listen there, and can it be reached?";
      case CHANGED -> {
        show(fence, address, shown);
        yield "NO: ITS HOST KEY CHANGED. Find out why; if it was replaced, remove the lines of %s from %s"
            .formatted(address.pin(), fence.knownHosts());
      }
      case NEW -> {
        show(fence, address, shown);
        if (options.trust()) {
          pins.pin(address, shown);
          out.printf("Pinned in %s.%n%n", fence.knownHosts());
          yield "";
        }
        yield "NO: its host key isn't pinned; compare it as said above, then repeat with --trust";
      }
    };
  }

  private void show(FenceFile fence, FenceFile.Address address, List<String> keys) {
    out.printf("%s (node %s) shows:%n", address, fence.node());
    keys.forEach(key -> out.println("  " + HostPins.fingerprint(key)));
    out.printf(
        "Compare on node %s itself: ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub, or the output"
            + " of this command there.%n%n",
        fence.node());
  }

  private void table(List<String[]> rows) {
    int first = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
    int second = rows.stream().mapToInt(row -> row[1].length()).max().orElse(0);
    for (String[] row : rows) {
      out.println(
          row[0]
              + " ".repeat(first - row[0].length() + 2)
              + row[1]
              + " ".repeat(second - row[1].length() + 2)
              + row[2]);
    }
  }
}
