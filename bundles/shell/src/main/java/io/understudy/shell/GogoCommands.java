package io.understudy.shell;

import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// The same commands for Gogo, in the scope `understudy`: where a word has a hyphen there, it has a
/// capital here (`mirrorNow`). Gogo needs nothing but public methods; what they return it prints.
///
/// Each throws an IllegalStateException with the reason, if it is refused or fails, and an
/// IllegalArgumentException if it isn't understood.
@Component(
    service = GogoCommands.class,
    property = {
      "osgi.command.scope=understudy",
      "osgi.command.function=status",
      "osgi.command.function=events",
      "osgi.command.function=safety",
      "osgi.command.function=whatIf",
      "osgi.command.function=change",
      "osgi.command.function=handover",
      "osgi.command.function=standby",
      "osgi.command.function=rejoin",
      "osgi.command.function=claim",
      "osgi.command.function=maintenance",
      "osgi.command.function=mirrorNow",
      "osgi.command.function=mirrorAccept",
      "osgi.command.function=quarantine",
      "osgi.command.function=fenceTest",
      "osgi.command.function=fenced",
      "osgi.command.function=alarm",
      "osgi.command.function=user",
      "osgi.command.function=version"
    })
public final class GogoCommands {
  private final Commands commands;

  @Activate
  public GogoCommands(@Reference Commands commands) {
    this.commands = commands;
  }

  public String status(String... words) throws InterruptedException {
    return run("status", words);
  }

  public String events(String... words) throws InterruptedException {
    return run("events", words);
  }

  public String safety(String... words) throws InterruptedException {
    return run("safety", words);
  }

  public String whatIf(String... words) throws InterruptedException {
    return run("what-if", words);
  }

  public String change(String... words) throws InterruptedException {
    return run("change", words);
  }

  public String handover(String... words) throws InterruptedException {
    return run("handover", words);
  }

  public String standby(String... words) throws InterruptedException {
    return run("standby", words);
  }

  public String rejoin(String... words) throws InterruptedException {
    return run("rejoin", words);
  }

  public String claim(String... words) throws InterruptedException {
    return run("claim", words);
  }

  public String maintenance(String... words) throws InterruptedException {
    return run("maintenance", words);
  }

  public String mirrorNow(String... words) throws InterruptedException {
    return run("mirror-now", words);
  }

  public String mirrorAccept(String... words) throws InterruptedException {
    return run("mirror-accept", words);
  }

  public String quarantine(String... words) throws InterruptedException {
    return run("quarantine", words);
  }

  public String fenceTest(String... words) throws InterruptedException {
    return run("fence-test", words);
  }

  public String fenced(String... words) throws InterruptedException {
    return run("fenced", words);
  }

  public String alarm(String... words) throws InterruptedException {
    return run("alarm", words);
  }

  public String user(String... words) throws InterruptedException {
    return run("user", words);
  }

  public String version(String... words) throws InterruptedException {
    return run("version", words);
  }

  private String run(String command, String... words) throws InterruptedException {
    if (List.of(words).contains("--follow")) {
      throw new IllegalArgumentException("--follow is for bin/understudy");
    }
    Text text = new Text(new StringBuilder(), new StringBuilder());
    try {
      List<String> line = Stream.concat(Stream.of(command), Stream.of(words)).toList();
      ExitCode code = commands.run(new Request("gogo", line), text);
      if (code != ExitCode.DONE) {
        throw new IllegalStateException((text.errors.toString() + text.said).strip());
      }
      return text.said.toString().stripTrailing();
    } catch (UsageException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  private record Text(StringBuilder said, StringBuilder errors) implements Reply {
    @Override
    public void out(String text) {
      said.append(text);
    }

    @Override
    public void error(String text) {
      errors.append(text).append('\n');
    }
  }
}
