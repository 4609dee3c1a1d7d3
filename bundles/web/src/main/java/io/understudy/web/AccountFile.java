package io.understudy.web;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accounts, in a file that only root reads; read again when it has changed.
final class AccountFile {
  private static final Logger LOG = LoggerFactory.getLogger(AccountFile.class);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,31}");

  private final Path file;
  private Map<String, Account> accounts = Map.of();
  private @Nullable FileTime read;

  AccountFile(Path file) {
    this.file = file;
  }

  /// @throws IllegalArgumentException saying what a name looks like
  static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "user '%s': use 1 to 32 lower-case letters, digits, dots, hyphens and underscores,"
                  .formatted(text)
              + " beginning with a letter");
    }
    return text;
  }

  synchronized Map<String, Account> all() {
    refresh();
    return accounts;
  }

  Optional<Account> find(String name) {
    return Optional.ofNullable(all().get(name));
  }

  synchronized void put(Account account) throws IOException {
    refresh();
    Map<String, Account> next = new TreeMap<>(accounts);
    next.put(account.name(), account);
    write(next);
  }

  /// {@return whether there was one}
  synchronized boolean remove(String name) throws IOException {
    refresh();
    Map<String, Account> next = new TreeMap<>(accounts);
    boolean there = next.remove(name) != null;
    write(next);
    return there;
  }

  private void refresh() {
    try {
      FileTime changed = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
      if (changed == null) {
        accounts = Map.of();
      } else if (!changed.equals(read)) {
        accounts = read();
      }
      read = changed;
    } catch (IOException broken) {
      LOG.error("{} can't be read ({}); the accounts stay as they are", file, broken.toString());
    }
  }

  private Map<String, Account> read() throws IOException {
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    }
    Map<String, Account> all = new TreeMap<>();
    for (String name : lines.stringPropertyNames()) {
      try {
        all.put(name, Account.of(name(name), lines.getProperty(name)));
      } catch (IllegalArgumentException wrong) {
        LOG.error("{}: {}: {}; nobody can log in as that", file, name, wrong.getMessage());
      }
    }
    return Map.copyOf(all);
  }

  private void write(Map<String, Account> next) throws IOException {
    Properties lines = new Properties();
    next.values().forEach(account -> lines.setProperty(account.name(), account.text()));
    StringWriter text = new StringWriter();
    lines.store(text, "Accounts of the web console, version 1. See: understudy user");
    SecretFile.write(file, text.toString());
    accounts = Map.copyOf(next);
    read = Files.getLastModifiedTime(file);
  }
}
