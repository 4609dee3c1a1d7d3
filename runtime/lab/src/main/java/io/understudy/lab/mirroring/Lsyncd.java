package io.understudy.lab.mirroring;

/// lsyncd: inotify, and rsync for what was gathered for a second.
final class Lsyncd extends LaunchedCopier {
  Lsyncd(Site site) {
    super(site, "lsyncd", "rsync", "ss");
  }

  @Override
  public void prepare() {
    launchDaemon();
  }

  @Override
  public void begin() {
    String settings =
        """
        settings { nodaemon = true, insist = true }
        sync {
          default.rsync,
          source = "%s",
          target = "%s",
          delay = 1,
          rsync = {
            archive = true, acls = true, xattrs = true, sparse = true,
            _extra = { "--modify-window=-1", "--numeric-ids", "--hard-links", "--timeout=10" }
          }
        }
        """
            .formatted(site.source(), module());
    launch(site.from(), "lsyncd", "lsyncd", "-nodaemon", write("lsyncd.lua", settings).toString());
  }
}
