package io.understudy.shell;

import io.understudy.api.AlarmReceiver;
import java.util.List;

/// The commands about who is told of problems.
final class AlarmCommands {
  private static final String USAGE = "alarm list | alarm test NAME";

  private AlarmCommands() {}

  static ExitCode run(List<AlarmReceiver> receivers, Request request, Reply reply)
      throws UsageException, InterruptedException {
    if (request.words().size() < 2) {
      throw new UsageException("use: understudy " + USAGE);
    }
    Request rest = request.within();
    return switch (rest.command()) {
      case "list" -> {
        rest.plain("alarm list");
        receivers.stream().map(AlarmReceiver::name).forEach(reply::line);
        yield ExitCode.DONE;
      }
      case "test" -> {
        String name = rest.plain("alarm test NAME").getFirst();
        for (AlarmReceiver one : receivers) {
          if (one.name().equals(name)) {
            yield Commands.tell(one.test(), name + " took the test", reply);
          }
        }
        throw new UsageException(
            "there is no alarm receiver '%s' here; there are: %s",
            name, receivers.stream().map(AlarmReceiver::name).toList());
      }
      default -> throw new UsageException("use: understudy " + USAGE);
    };
  }
}
