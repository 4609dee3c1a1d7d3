package io.understudy.fencing;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one line that the forced command prints, like `node=b incarnation=4fd2 term=17
/// outcome=refused reason=term 17 is newer`.
///
/// @param incarnation 0: no engine answered there
/// @param reason empty if there is none
record Answer(NodeId node, long incarnation, Term term, How how, String reason) {
  /// What became of the order.
  enum How {
    DONE,
    REFUSED,
    FAILED
  }

  private static final Pattern FORM =
      Pattern.compile(
          "node=([a-z][a-z0-9-]{0,31}) incarnation=([0-9a-f]{1,16}) term=([0-9]{1,18})"
              + " outcome=(done|refused|failed)(?: reason=([^\\p{Cntrl}]{0,400}))?\\r?\\n?");

  /// {@return the answer; empty if the text is anything else}
  static Optional<Answer> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Answer(
            new NodeId(form.group(1)),
            Long.parseUnsignedLong(form.group(2), 16),
            new Term(Long.parseLong(form.group(3))),
            How.valueOf(form.group(4).toUpperCase(Locale.ROOT)),
            form.group(5) == null ? "" : form.group(5)));
  }
}
