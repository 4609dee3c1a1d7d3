package io.understudy.hook.ocf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// An agent of a few lines of shell, `ocf:test:Service`, below a root of its own. It needs none of
/// the package's shell functions. Files beside it change what it does.
record ScriptedAgent(Path root) {
  static final String NAME = "ocf:test:Service";

  static ScriptedAgent in(Path folder) throws IOException {
    Path program = folder.resolve("resource.d/test/Service");
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        """
        #!/bin/sh
        cd '%s'
        alive() { [ -s pid ] && [ -n "$(tr -d '\\0' <"/proc/$(cat pid)/cmdline")" ]; } 2>/dev/null
        state() {
          [ -e bad ] && { echo "ocf-exit-reason:the data are bad" >&2; echo more >&2; exit 1; }
          alive || exit 7
          [ -e promoted ] && exit 8
          exit 0
        }
        [ "$1" = monitor ] || [ "$1" = meta-data ] || { echo "$1" >>heard; env >environment; }
        case $1 in
          start)
            [ -e codes/start ] && exit "$(cat codes/start)"
            alive && exit 0
            setsid sleep 600 </dev/null >/dev/null 2>&1 &
            echo $! >pid
            sleep "${OCF_RESKEY_slowness:-0}";;
          stop)
            [ -s pid ] || exit 0
            kill "$(cat pid)"; kill -CONT "$(cat pid)"
            while alive; do sleep 0.01; done; rm -f pid bad promoted;;
          promote) touch promoted;;
          demote) rm -f promoted;;
          monitor)
            echo "$OCF_RESKEY_CRM_meta_interval" >interval
            [ -e codes/monitor ] && exit "$(cat codes/monitor)"
            state;;
          validate-all)
            [ -e codes/validate ] && { echo "ocf-exit-reason:no such disk"; exit "$(cat codes/validate)"; }
            exit 0;;
          meta-data)
            echo "a warning" >&2
            cat <<'END'
        <?xml version="1.0"?>
        <!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">
        <resource-agent name="Service" version="1.0">
        <longdesc lang="en">A &lt;service&gt; for tests.</longdesc>
        <shortdesc lang="en">a service for tests</shortdesc>
        <parameters>
        <parameter name="place" required="1"><shortdesc lang="en">where it is</shortdesc>
          <content type="string"/></parameter>
        <parameter name="slowness"><shortdesc lang="en">seconds that a start takes</shortdesc>
          <content type="integer" default="0"/></parameter>
        </parameters>
        <actions>
        <action name="start" timeout="30s"/><action name="stop" timeout="40"/>
        <action name="promote" timeout="1m"/><action name="demote" timeout="5s"/>
        <action name="monitor" timeout="9000ms" depth="0"/><action name="monitor" timeout="3"/>
        <action name="validate-all" timeout="5s"/><action name="meta-data" timeout="5s"/>
        </actions>
        </resource-agent>
        END
            ;;
          *) exit 3;;
        esac
        """
            .formatted(folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(folder.resolve("codes"));
    return new ScriptedAgent(folder);
  }

  /// @param action start, monitor or validate
  void ends(String action, int code) throws IOException {
    Files.writeString(root.resolve("codes").resolve(action), Integer.toString(code));
  }

  Path file(String name) {
    return root.resolve(name);
  }

  long pid() throws IOException {
    return Long.parseLong(Files.readString(file("pid")).strip());
  }
}
