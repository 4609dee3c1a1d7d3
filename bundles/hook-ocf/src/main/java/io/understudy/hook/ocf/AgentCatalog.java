package io.understudy.hook.ocf;

import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.Call.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the agents say of themselves. Each is asked once, until its file changes.
@Component(service = AgentCatalog.class)
public final class AgentCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCatalog.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST = 64;
  private static final int LONGEST = 1 << 18;

  private record Entry(FileTime changed, Metadata metadata) {}

  private final Map<Path, Entry> entries = new TreeMap<>();

  @Activate
  public AgentCatalog() {}

  /// Asks the agent if it has to, which takes five seconds at most.
  ///
  /// @return empty if it didn't answer in time, or with rubbish; then it is asked again next time
  synchronized Optional<Metadata> read(Agent agent) {
    Path program = agent.program();
    try {
      FileTime changed = Files.getLastModifiedTime(program);
      Entry known = entries.get(program);
      if (known != null && known.changed.equals(changed)) {
        return Optional.of(known.metadata);
      }
      Optional<Metadata> read = ask(agent);
      if (read.isPresent() && entries.size() < MOST) {
        entries.put(program, new Entry(changed, read.get()));
      }
      return read;
    } catch (IOException gone) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Metadata> ask(Agent agent) throws InterruptedException {
    Answer answer =
        Call.of(List.of(agent.program().toString(), "meta-data"))
            .with(AgentCalls.surroundings(agent, "metadata"))
            .withoutErrors()
            .keeping(LONGEST)
            .run(LIMIT);
    Optional<Metadata> read =
        answer instanceof Answer.Ended(int _, String output)
            ? MetadataReader.read(output)
            : Optional.empty();
    if (read.isEmpty()) {
      LOG.warn("{} tells no metadata: its parameters can't be checked", agent);
    }
    return read;
  }
}
