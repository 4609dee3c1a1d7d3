package io.understudy.hook.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A script in systemctl's place that knows one unit, `app.service`. A file `show` in its folder
/// says what it shows instead; so the states that systemd has can be played.
record FakeSystemctl(Path folder) {
  static FakeSystemctl in(Path folder) throws IOException {
    Path program = folder.resolve("systemctl");
    Files.writeString(
        program,
        """
        #!/bin/sh
        cd '%s'
        shift
        alive() { [ -s pid ] && [ -n "$(tr -d '\\0' <"/proc/$(cat pid)/cmdline")" ]; } 2>/dev/null
        for unit; do :; done
        [ "$1" = show ] || echo "$1" >>heard
        case $1 in
          start)
            [ "$unit" = app.service ] || { echo "Failed to start $unit: Unit $unit not found."; exit 5; }
            [ -e masked ] && { echo "Failed to start $unit: Unit $unit is masked."; exit 1; }
            alive && exit 0
            rm -f pid
            setsid sh -c 'echo $$ >pid; exec sleep 600' </dev/null >/dev/null 2>&1 &
            until [ -s pid ]; do sleep 0.01; done
            [ -e activating ] && sleep 600
            exit 0;;
          stop)
            rm -f activating
            [ -s pid ] || exit 0
            kill "$(cat pid)"; kill -CONT "$(cat pid)"
            while alive; do sleep 0.01; done; rm pid;;
          kill)
            kill -KILL "$(cat pid)";;
          reset-failed)
            rm pid;;
          show)
            [ -e show ] && { cat show; exit 0; }
            [ "$unit" = app.service ] ||
              { printf 'LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n'; exit 0; }
            [ -e masked ] && { printf 'LoadState=masked\\nActiveState=inactive\\n'; exit 0; }
            printf 'LoadState=loaded\\nUnitFileState=disabled\\n'
            if alive
            then
              if [ -e activating ]
              then printf 'ActiveState=activating\\nSubState=start\\n'
              else echo ActiveState=active
              fi
              echo "MainPID=$(cat pid)"
            elif [ -s pid ]
            then printf 'ActiveState=failed\\nResult=signal\\nMainPID=0\\n'
            else printf 'ActiveState=inactive\\nMainPID=0\\n'
            fi;;
        esac
        """
            .formatted(folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new FakeSystemctl(folder);
  }

  String program() {
    return folder.resolve("systemctl").toString();
  }

  void shows(String text) throws IOException {
    Files.writeString(folder.resolve("show"), text);
  }

  void touch(String name) throws IOException {
    Files.writeString(folder.resolve(name), "");
  }

  long pid() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve("pid")).strip());
  }
}
