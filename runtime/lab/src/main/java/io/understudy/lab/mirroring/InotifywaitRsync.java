package io.understudy.lab.mirroring;

/// A script of the kind that administrators write: inotifywait tells which directories changed,
/// what comes within a tenth of a second is gathered, rsync looks at these directories alone; at
/// all of it where directories themselves come, go, or move, and after a failure.
final class InotifywaitRsync extends LaunchedCopier {
  private static final String SCRIPT =
      """
      source=$1 target=$2 list=$3
      options="-aHAXS --modify-window=-1 --numeric-ids --delete --timeout=10"
      all() { until rsync $options "$source/" "$target"; do sleep 1; done; }
      cd "$source"
      inotifywait -q -m -r -e close_write,move,create,delete,attrib --format '%e %w' . | {
        sleep 2
        all
        while read -r events folder; do
          whole= count=0
          : >"$list"
          while :; do
            case $events in *ISDIR*) whole=1 ;; esac
            printf '%s\\n' "$folder" >>"$list"
            read -r -t 0.1 events folder || break
            count=$((count + 1))
            [ $count -lt 5000 ] || break
          done
          sort -u -o "$list" "$list"
          if [ "$whole" ]; then
            all
          else
            rsync $options --dirs --no-recursive --files-from="$list" "$source/" "$target" || all
          fi
        done
      }
      """;

  InotifywaitRsync(Site site) {
    super(site, "inotifywait", "rsync", "bash", "ss");
  }

  @Override
  public void prepare() {
    launchDaemon();
  }

  @Override
  public void begin() {
    launch(
        site.from(),
        "inotifywait",
        "bash",
        write("mirror.sh", SCRIPT).toString(),
        site.source().toString(),
        module(),
        site.scratch().resolve("changed").toString());
  }
}
