package io.understudy.shell;

import io.understudy.api.mirror.Mirrors;
import io.understudy.desk.kit.MirrorJson;
import io.understudy.desk.kit.StatusJson;
import java.util.List;

/// The commands about mirrored data: a pass at once, and the quarantine.
final class MirrorCommands {
  private static final String USAGE =
      "quarantine list [--json] | quarantine diff ID | quarantine restore ID | quarantine discard"
          + " ID";

  private MirrorCommands() {}

  static ExitCode mirrorNow(Mirrors mirrors, Request request, Reply reply) throws UsageException {
    String rule = rule(mirrors, request.plain("mirror-now RULE"));
    return Commands.tell(mirrors.mirrorNow(rule), rule + " is mirrored", reply);
  }

  static ExitCode accept(Mirrors mirrors, Request request, Reply reply) throws UsageException {
    String rule = rule(mirrors, request.plain("mirror-accept RULE"));
    return Commands.tell(
        mirrors.accept(rule, request.by()),
        "what was missing of %s is accepted".formatted(rule),
        reply);
  }

  private static String rule(Mirrors mirrors, List<String> words) throws UsageException {
    List<String> all = mirrors.rules().stream().map(Mirrors.RuleView::name).toList();
    if (!all.contains(words.getFirst())) {
      throw new UsageException(
          "there is no mirror rule '%s' here; there are: %s", words.getFirst(), all);
    }
    return words.getFirst();
  }

  static ExitCode quarantine(Mirrors mirrors, Request request, Reply reply) throws UsageException {
    if (request.words().size() < 2) {
      throw new UsageException("use: understudy " + USAGE);
    }
    Request rest = request.within();
    return switch (rest.command()) {
      case "list" -> {
        rest.plain("quarantine list [--json]", "--json");
        List<Mirrors.Quarantined> files = mirrors.quarantine();
        reply.out(
            rest.has("--json")
                ? StatusJson.pretty(MirrorJson.quarantine(files))
                : MirrorText.quarantine(files));
        yield ExitCode.DONE;
      }
      case "diff" -> {
        reply.out(MirrorText.ended(mirrors.compare(known(mirrors, rest, "diff").id())));
        yield ExitCode.DONE;
      }
      case "restore" -> {
        Mirrors.Quarantined file = known(mirrors, rest, "restore");
        yield Commands.tell(
            mirrors.restore(file.id(), request.by()),
            MirrorText.oneLine(file.path())
                + " is back in its place; what was there is in quarantine now",
            reply);
      }
      case "discard" -> {
        Mirrors.Quarantined file = known(mirrors, rest, "discard");
        yield Commands.tell(
            mirrors.discard(file.id(), request.by()),
            "%s of %s is deleted from the quarantine"
                .formatted(MirrorText.oneLine(file.path()), file.modified()),
            reply);
      }
      default -> throw new UsageException("use: understudy " + USAGE);
    };
  }

  /// Exactly one, by its whole id: what is discarded doesn't come back.
  private static Mirrors.Quarantined known(Mirrors mirrors, Request request, String verb)
      throws UsageException {
    String id = request.plain("quarantine " + verb + " ID").getFirst();
    return mirrors.quarantine().stream()
        .filter(file -> file.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "nothing in quarantine has the id '%s'; see: understudy quarantine list", id));
  }
}
