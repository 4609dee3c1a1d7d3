package io.understudy.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogInTest {
  @TempDir Path data;
  private final List<String> audit = new ArrayList<>();
  private LogIn logIn;

  @BeforeEach
  void begin() throws IOException {
    logIn = start();
    logIn.begin();
  }

  private LogIn start() {
    return new LogIn(
        data, (user, action, outcome) -> audit.add(user + ": " + action + ": " + outcome));
  }

  private Account in(String user, String password) throws IOException, InterruptedException {
    return assertInstanceOf(LogIn.Result.In.class, logIn.attempt(user, password, "192.0.2.1"))
        .account();
  }

  private String first() throws IOException {
    return Files.readString(data.resolve("first-password")).strip();
  }

  @Test
  void theFirstPasswordIsForRootAloneAndForOneLogIn() throws Exception {
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(data.resolve("first-password"))));
    Account account = in("admin", first());
    assertTrue(account.once());
    assertEquals(Role.OPERATOR, account.role());
    logIn.choose(account, "a longer one");
    assertFalse(Files.exists(data.resolve("first-password")));
    assertFalse(in("admin", "a longer one").once());
  }

  @Test
  void aPasswordThatSomebodyPutThereIsTaken(@TempDir Path other) throws Exception {
    Files.writeString(other.resolve("first-password"), "put there\n");
    logIn = new LogIn(other, (user, action, outcome) -> {});
    assertTrue(in("admin", "put there").once());
  }

  @Test
  void accountsOutliveARestartAndNoPasswordIsInAFile() throws Exception {
    String password = logIn.set("ann", "viewer");
    logIn = start();
    assertEquals(Role.VIEWER, in("ann", password).role());
    assertEquals(Map.of("admin", "operator", "ann", "viewer"), logIn.list());
    assertFalse(Files.readString(data.resolve("web-users")).contains(password));
  }

  @Test
  void aWrongPasswordIsRefusedAndManyHaveToWait() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(LogIn.Result.Wrong.class, logIn.attempt("admin", "guess" + i, "192.0.2.1"));
    }
    assertInstanceOf(LogIn.Result.Wait.class, logIn.attempt("admin", first(), "192.0.2.1"));
    assertInstanceOf(LogIn.Result.In.class, logIn.attempt("admin", first(), "192.0.2.2"));
    assertTrue(audit.contains("admin: log-in from 192.0.2.1: refused"), audit.toString());
    assertFalse(audit.toString().contains("guess"), audit.toString());
  }

  @Test
  void whatSomebodyTypesAsUserIsNotLogged() throws Exception {
    logIn.attempt("my-secret-password", "", "192.0.2.1");
    assertFalse(audit.toString().contains("my-secret-password"), audit.toString());
  }

  @Test
  void anotherPasswordOrRoleEndsSessions() throws Exception {
    String password = logIn.set("ann", "operator");
    String session = logIn.open(in("ann", password), "192.0.2.1");
    assertEquals("ann", logIn.of(session).orElseThrow().name());
    logIn.set("ann", "viewer");
    assertTrue(logIn.of(session).isEmpty());
  }

  @Test
  void aProvedPasswordIsNoGoodOnceItIsChanged() throws Exception {
    Account account = in("admin", first());
    String old = first();
    in("admin", old);
    logIn.choose(account, "a longer one");
    assertInstanceOf(LogIn.Result.Wrong.class, logIn.attempt("admin", old, "192.0.2.1"));
  }

  @Test
  void namesAndRolesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> logIn.set("Ann Smith", "viewer"));
    assertThrows(IllegalArgumentException.class, () -> logIn.set("ann", "root"));
  }
}
