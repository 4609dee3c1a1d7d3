package io.understudy.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;

/// A message as a mail: RFC 5322, its text and subject in UTF-8 (RFC 2045, 2047).
record MailText(String from, List<String> to) {
  /// So many characters of four bytes make an encoded word of at most 75.
  private static final int WORD = 10;

  private static final String END = "\r\n";

  String of(Message message) {
    String text =
        """
        %s

        %s

        node:     %s
        what:     %s (%s)
        when:     %s
        number:   %s
        """
            .formatted(
                message.text(),
                message.remedy(),
                message.node(),
                message.kind(),
                message.severity(),
                message.at(),
                message.id());
    String subject = "%s [%s] %s".formatted(message.severity(), message.node(), message.subject());
    return String.join(
        END,
        "From: Understudy <" + from + ">",
        "To: " + String.join("," + END + " ", to),
        "Date: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(message.at().atOffset(ZoneOffset.UTC)),
        "Message-ID: <%s@%s.understudy>".formatted(message.id(), message.node()),
        "Subject: " + encoded(subject),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: base64",
        "",
        Base64.getMimeEncoder().encodeToString(text.getBytes(UTF_8)),
        "");
  }

  private static String encoded(String text) {
    int[] points = text.codePoints().toArray();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < points.length; i += WORD) {
      String part = new String(points, i, Math.min(WORD, points.length - i));
      all.append(i == 0 ? "" : END + " ")
          .append("=?UTF-8?B?")
          .append(Base64.getEncoder().encodeToString(part.getBytes(UTF_8)))
          .append("?=");
    }
    return all.toString();
  }
}
