package io.understudy.hook.samba;

import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Samba's databases travel as copies: a file that is written to in place, by several processes,
/// would arrive torn. A script makes them by tdbbackup(8), which copies within a transaction, and a
/// mirror rule has it as its `before`; what is copied from which node is told by what it contains.
///
/// @param script written here, for the rule
/// @param live the databases in use
/// @param copies the mirrored directory
record TdbCopies(Path script, Path live, Path copies) {
  private static final String TEXT =
      """
      #!/bin/sh
      # Written by Understudy. save: copies Samba's databases into the mirrored directory; the mirror rule's `before`.
      # restore: takes them from there, unless this node itself has copied or taken just these before.
      set -eu
      umask 077
      live='%1$s'
      copies='%2$s'
      mkdir -p "$copies" "$live/private" "$live/state"
      exec 9>"$live/copies.lock"
      flock -w 10 9 || { echo 'another copy is being made' >&2; exit 1; }
      databases='private/secrets private/passdb state/registry state/account_policy state/group_mapping state/share_info'
      known="$live/copies.known"
      contents() {
        for database in $databases; do
          copy="$copies/${database##*/}.tdb"
          [ ! -f "$copy" ] || sha256sum <"$copy"
        done | sha256sum
      }
      remember() {
        contents >"$known.new"
        mv "$known.new" "$known"
      }
      # put FROM TO: whoever looks sees the old file or the new one
      put() {
        cp "$1" "$2.new"
        mv "$2.new" "$2"
      }
      case ${1:-} in
        save)
          for database in $databases; do
            from="$live/$database.tdb"
            to="$copies/${database##*/}.tdb"
            [ -f "$from" ] || continue
            tdbbackup -s .copy "$from"
            cmp -s "$from.copy" "$to" || put "$from.copy" "$to"
            rm "$from.copy"
          done
          remember;;
        restore)
          [ ! -f "$known" ] || [ "$(contents)" != "$(cat "$known")" ] || exit 0
          for database in $databases; do
            from="$copies/${database##*/}.tdb"
            [ ! -f "$from" ] || put "$from" "$live/$database.tdb"
          done
          remember;;
        *)
          echo "usage: $0 save | restore" >&2
          exit 2;;
      esac
      """;

  static TdbCopies of(Path home, String name, Path live, Path copies) {
    return new TdbCopies(home.resolve("data/run/hook-" + name + "-tdb"), live, copies);
  }

  void prepare() throws IOException {
    WholeFile.write(script, TEXT.formatted(live, copies), "rwx------");
  }

  /// {@return whether there is none yet, as before the first start on any node}
  boolean none() {
    return !Files.exists(copies.resolve("secrets.tdb"));
  }

  /// {@return why it didn't work; empty if it did}
  Optional<String> save(Duration limit) throws InterruptedException {
    return run("save", limit);
  }

  /// {@return why it didn't work; empty if it did, or nothing was to be done}
  Optional<String> restore(Duration limit) throws InterruptedException {
    return run("restore", limit);
  }

  private Optional<String> run(String what, Duration limit) throws InterruptedException {
    return switch (Call.of(List.of(script.toString(), what)).run(limit)) {
      case Call.Answer.Ended ended when ended.exit() == 0 -> Optional.empty();
      case Call.Answer.Ended ended -> Optional.of(script + " " + what + ": " + ended);
      case Call.Answer.Killed(String reason) -> Optional.of(reason);
      case Call.Answer.Unstartable(String reason) -> Optional.of(reason);
    };
  }
}
