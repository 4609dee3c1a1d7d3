package io.understudy.launcher;

import java.time.Duration;
import java.util.List;

/// Logs in as the node's fence would, with OpenSSH's client, and asks whether it could stand down.
final class LoginCheck {
  static final String WORKS = "works";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private LoginCheck() {}

  /// {@return a word for a table: begins with [#WORKS], or says what is wrong}
  static String result(FenceFile fence, FenceFile.Address address) {
    Program.Result result =
        Program.run(
            LIMIT,
            "",
            List.of(
                Program.find("ssh"),
                "-F",
                "none",
                "-T",
                "-i",
                fence.key().toString(),
                "-p",
                Integer.toString(address.port()),
                "-l",
                fence.user(),
                "-oBatchMode=yes",
                "-oIdentitiesOnly=yes",
                "-oIdentityAgent=none",
                "-oPreferredAuthentications=publickey",
                "-oStrictHostKeyChecking=yes",
                "-oUpdateHostKeys=no",
                "-oUserKnownHostsFile=\"%s\"".formatted(fence.knownHosts()),
                "-oGlobalKnownHostsFile=/dev/null",
                "-oHostKeyAlgorithms=ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
                    + "rsa-sha2-512,rsa-sha2-256",
                "-oConnectTimeout=5",
                address.host(),
                "check"));
    if (result.good()
        && result.output().matches("node=\\S+ incarnation=\\S+ term=0 outcome=done.*\\n")) {
      return !result.output().startsWith("node=" + fence.node() + " ")
          ? "NO: another node answers: " + result.line()
          : result.output().contains(" incarnation=0 ")
              ? WORKS + "; no engine answers there just now"
              : WORKS;
    }
    return result.output().contains("Permission denied")
        ? "NO: it doesn't take this node's key; on that node: understudy fencing-setup --peer-key"
            + " FILE"
        : "NO: " + result.line();
  }
}
