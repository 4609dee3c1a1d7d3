package io.understudy.lab.mirroring;

import java.util.Locale;
import java.util.function.Function;

/// Who takes part.
enum Contestant {
  UNDERSTUDY(site -> new UnderstudyCopier(site, "stream")),
  UNDERSTUDY_RSYNC(site -> new UnderstudyCopier(site, "rsync")),
  RSYNC(RsyncEachSecond::new),
  LSYNCD(Lsyncd::new),
  INOTIFYWAIT(InotifywaitRsync::new),
  SYNCTHING(Syncthing::new),
  FLOOR(Floor::new);

  private final Function<Site, Copier> maker;

  Contestant(Function<Site, Copier> maker) {
    this.maker = maker;
  }

  Copier on(Site site) {
    return maker.apply(site);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
