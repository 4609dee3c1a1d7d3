package io.understudy.fencing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an sshd of the victim listens: `10.0.0.2`, `b.lan:2222`, `[fd00::2]`, `[fe80::2%eth1]:22`.
///
/// @param host a name or an address, an IPv6 address without brackets
record Address(String host, int port) {
  private static final int SSH = 22;
  private static final Pattern FORM =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?)\\]"
              + "|([A-Za-z0-9][A-Za-z0-9._-]{0,252}))(?::([1-9][0-9]{0,4}))?");

  static Address parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "write addresses like 10.0.0.2, 10.0.0.2:2222 or [fd00::2]:22, commas between");
    }
    int port = form.group(3) == null ? SSH : Integer.parseInt(form.group(3));
    if (port > 65535) {
      throw new IllegalArgumentException("use a port from 1 to 65535");
    }
    return new Address(form.group(1) == null ? form.group(2) : form.group(1), port);
  }

  /// {@return how it stands in a known_hosts file, see sshd(8)}
  String pin() {
    return port == SSH ? host : "[" + host + "]:" + port;
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + (port == SSH ? "" : ":" + port);
  }
}
