package io.understudy.mirroring;

import io.understudy.api.Term;
import io.understudy.mirroring.rule.Unmirrored;
import io.understudy.mirroring.rule.UnmirroredFile;
import io.understudy.mirroring.standby.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of what this node hasn't mirrored, for its time as a standby.
final class Leftovers implements Site.Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Path data;
  private final Map<String, Optional<Term>> terms = new ConcurrentHashMap<>();

  Leftovers(Path data) {
    this.data = data;
  }

  private UnmirroredFile file(String rule) {
    return new UnmirroredFile(data.resolve(rule + ".unmirrored"));
  }

  @Override
  public Optional<Unmirrored> of(String rule) throws IOException {
    return file(rule).read();
  }

  @Override
  public void forget(String rule) throws IOException {
    file(rule).remove();
    terms.remove(rule);
  }

  /// {@return the term in which this node owned the rule, if nothing was received since} Read once.
  Optional<Term> term(String rule) {
    return terms.computeIfAbsent(
        rule,
        name -> {
          try {
            return of(name).map(Unmirrored::term);
          } catch (IOException e) {
            LOG.warn("rule {}: {}", name, e.getMessage());
            return Optional.empty();
          }
        });
  }

  /// This node owns it now.
  void owned(String rule, Term term) {
    terms.put(rule, Optional.of(term));
  }
}
