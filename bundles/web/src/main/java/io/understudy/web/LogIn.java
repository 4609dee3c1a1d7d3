package io.understudy.web;

import io.understudy.api.Accounts;
import io.understudy.api.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may log in, and who is logged in. The first start makes an operator `admin` with a password
/// for one log-in, or takes that from `data/first-password` if somebody put it there.
@Component(
    service = {LogIn.class, Accounts.class},
    configurationPid = WebSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class LogIn implements Accounts {
  static final String FIRST_USER = "admin";
  private static final Logger LOG = LoggerFactory.getLogger(LogIn.class);

  /// To check a password takes a processor for most of a second: never more than one.
  private final Semaphore checking = new Semaphore(1);

  private final Attempts attempts = new Attempts();
  private final Sessions sessions = new Sessions(System::nanoTime);
  private final ProvedPasswords proved = new ProvedPasswords(new SecureRandom());
  private final AccountFile accounts;
  private final Path first;
  private final Audit audit;

  /// What came of an attempt.
  sealed interface Result {
    record In(Account account) implements Result {}

    record Wrong() implements Result {}

    /// Too many attempts.
    record Wait(Duration left) implements Result {}
  }

  @Activate
  public LogIn(BundleContext context, @Reference Audit audit, Map<String, Object> settings) {
    this(Path.of(context.getProperty("understudy.home"), "data"), audit);
    changed(settings);
  }

  LogIn(Path data, Audit audit) {
    this.accounts = new AccountFile(data.resolve("web-users"));
    this.first = data.resolve("first-password");
    this.audit = audit;
  }

  @Modified
  void changed(Map<String, Object> settings) {
    sessions.idle(WebSettings.session(settings));
  }

  /// Makes the first account where there is none; takes most of a second then.
  synchronized void begin() throws IOException {
    if (!accounts.all().isEmpty()) {
      return;
    }
    String password = Files.exists(first) ? Files.readString(first).strip() : "";
    if (password.isEmpty()) {
      password = Passwords.random();
      SecretFile.write(first, password + "\n");
    }
    accounts.put(
        new Account(FIRST_USER, Role.OPERATOR, Passwords.hash(password.toCharArray()), true));
    LOG.info("Log in to the web console as {} with the password in {}", FIRST_USER, first);
  }

  /// Checks a password that was typed in, or sent with each request.
  ///
  /// @param address of who asks
  Result attempt(String user, String password, String address)
      throws IOException, InterruptedException {
    begin();
    Optional<Account> account = accounts.find(user);
    if (account.filter(found -> proved.holds(found, password)).isPresent()) {
      return new Result.In(account.get());
    }
    checking.acquire();
    try {
      Duration left = attempts.wait(user, address, System.nanoTime());
      if (left.isPositive()) {
        return new Result.Wait(left);
      }
      if (account.isPresent() && account.get().hash().matches(password.toCharArray())) {
        attempts.succeeded(user, address);
        proved.add(account.get(), password);
        return new Result.In(account.get());
      }
      if (account.isEmpty()) {
        Passwords.hash(password.toCharArray()); // takes as long as for somebody who is known
      }
      attempts.failed(user, address, System.nanoTime());
      audit.record(named(user), "log-in from " + address, "refused");
      return new Result.Wrong();
    } finally {
      checking.release();
    }
  }

  /// {@return whether it is that password, by the same rules as to log in}
  boolean right(Account account, String password, String address)
      throws IOException, InterruptedException {
    return attempt(account.name(), password, address) instanceof Result.In;
  }

  /// What somebody types into the wrong field may be his password.
  private String named(String user) {
    return accounts.find(user).isPresent() ? user : "somebody unknown";
  }

  String open(Account account, String address) {
    audit.record(account.name(), "log-in from " + address, "logged in");
    return sessions.open(account.name());
  }

  Optional<Account> of(String session) {
    return sessions.user(session).flatMap(accounts::find);
  }

  void close(String session) {
    of(session).ifPresent(account -> audit.record(account.name(), "log-out", "logged out"));
    sessions.close(session);
  }

  /// Somebody's own choice. Ends his other sessions.
  void choose(Account account, String password) throws IOException {
    accounts.put(
        new Account(account.name(), account.role(), Passwords.hash(password.toCharArray()), false));
    sessions.closeAll(account.name());
    if (account.name().equals(FIRST_USER)) {
      Files.deleteIfExists(first);
    }
    audit.record(account.name(), "password", "changed");
  }

  @Override
  public Map<String, String> list() {
    Map<String, String> roles = new TreeMap<>();
    accounts.all().values().forEach(one -> roles.put(one.name(), one.role().word()));
    return roles;
  }

  @Override
  public String set(String user, String role) throws IOException {
    Role known = Role.of(role);
    String password = Passwords.random();
    accounts.put(
        new Account(AccountFile.name(user), known, Passwords.hash(password.toCharArray()), true));
    sessions.closeAll(user);
    return password;
  }

  @Override
  public boolean remove(String user) throws IOException {
    sessions.closeAll(user);
    return accounts.remove(user);
  }
}
