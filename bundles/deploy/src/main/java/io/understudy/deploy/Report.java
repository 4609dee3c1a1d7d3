package io.understudy.deploy;

import io.understudy.api.Problem;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What is wrong with jars and bundles, for people.
final class Report {
  private final Bundles bundles;
  private final Missing missing;

  /// What wasn't taken, and why.
  private final Map<File, String> refused = new ConcurrentHashMap<>();

  private volatile List<Problem> failed = List.of();

  Report(Bundles bundles, Missing missing) {
    this.bundles = bundles;
    this.missing = missing;
  }

  void refused(File file, Exception why) {
    refused.put(file, String.valueOf(why.getMessage()));
  }

  void taken(File file) {
    refused.remove(file);
  }

  /// Jars that failed, as long as they are there.
  void failed(List<Problem> all) {
    failed = all;
  }

  static Problem failed(File file, String name, String why, boolean formerRuns) {
    return problem(
        "bundle " + name,
        "%s failed (%s); %s"
            .formatted(
                file.getName(), why, formerRuns ? "the former one runs" : "there is no former one"),
        "replace the jar in deploy/, or delete it");
  }

  List<Problem> problems() {
    refused.keySet().removeIf(file -> !file.exists());
    return Stream.of(
            failed.stream(),
            refused.entrySet().stream()
                .map(
                    entry ->
                        problem(
                            "bundle file " + entry.getKey().getName(),
                            entry.getValue(),
                            "replace it, or delete it")),
            missing.bundles().flatMap(bundle -> unresolved(bundle.getSymbolicName())))
        .flatMap(problems -> problems)
        .toList();
  }

  /// One that lacks nothing itself waits for another one, which is told of.
  private Stream<Problem> unresolved(String name) {
    return lacks(name).stream()
        .map(
            lacking ->
                problem(
                    "bundle " + name,
                    "it doesn't resolve: " + lacking,
                    "put a bundle that does into deploy/, or another version of this one"));
  }

  /// {@return what a bundle lacks, in words; empty if it resolves, or could}
  Optional<String> lacks(String name) {
    return bundles
        .installed(name)
        .map(missing::of)
        .filter(all -> !all.isEmpty())
        .map(all -> "nobody provides " + String.join(", ", all));
  }

  private static Problem problem(String subject, String what, String remedy) {
    return new Problem(Problem.Severity.WARNING, subject, what, remedy);
  }
}
