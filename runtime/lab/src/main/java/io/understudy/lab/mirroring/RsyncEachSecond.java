package io.understudy.lab.mirroring;

/// What the article's author wanted: rsync over the whole tree, each second or as soon as the last
/// pass is over. Without `--modify-window` it would never see what is written within the second of
/// its last look.
final class RsyncEachSecond extends LaunchedCopier {
  RsyncEachSecond(Site site) {
    super(site, "rsync", "ss");
  }

  @Override
  public void prepare() {
    launchDaemon();
  }

  @Override
  public void begin() {
    String loop =
        """
        while :; do
          sleep 1 & rsync -aHAXS --modify-window=-1 --numeric-ids --delete --timeout=10 "$0" "$1"
          wait
        done
        """;
    launch(site.from(), "rsync", "sh", "-c", loop, site.source() + "/", module());
  }
}
