package io.understudy.shell;

import io.understudy.api.Accounts;
import java.io.IOException;
import java.util.List;

/// The commands about who may log in to the web console.
final class UserCommands {
  private static final String USAGE =
      "user list | user set NAME viewer|operator | user remove NAME";

  private UserCommands() {}

  static ExitCode run(Accounts accounts, Request request, Reply reply) throws UsageException {
    if (request.words().size() < 2) {
      throw new UsageException("use: understudy " + USAGE);
    }
    Request rest = request.within();
    try {
      return switch (rest.command()) {
        case "list" -> {
          rest.plain("user list");
          accounts.list().forEach((user, role) -> reply.line(user + " " + role));
          yield ExitCode.DONE;
        }
        case "set" -> {
          List<String> words = rest.plain("user set NAME ROLE");
          String password = accounts.set(words.get(0), words.get(1));
          reply.line(
              "%s logs in once with %s and then chooses another password"
                  .formatted(words.get(0), password));
          yield ExitCode.DONE;
        }
        case "remove" -> {
          String user = rest.plain("user remove NAME").getFirst();
          if (!accounts.remove(user)) {
            throw new UsageException(
                "there is no user '%s'; there are: %s", user, accounts.list().keySet());
          }
          reply.line(user + " can't log in any more");
          yield ExitCode.DONE;
        }
        default -> throw new UsageException("use: understudy " + USAGE);
      };
    } catch (IOException failed) {
      reply.error("the accounts can't be written: " + failed.getMessage());
      return ExitCode.FAILED;
    }
  }
}
