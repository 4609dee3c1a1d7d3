package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.ServiceHook.Status;
import io.understudy.engine.decision.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceChecksTest {
  private static final GroupId WEB = new GroupId("web");
  private static final GroupId MAIL = new GroupId("mail");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Adapters adapters = new Adapters();
  private final EngineSettings settings =
      EngineSettings.of(Map.of("node", "a", "nodes", "a, b", "checkInterval", "100ms"));
  private final DummyHook http = new DummyHook("http", new CopyOnWriteArrayList<>());
  private final DummyHook imap = new DummyHook("imap", new CopyOnWriteArrayList<>());
  private volatile boolean owned = true;
  private volatile boolean settled = true;
  private final ServiceChecks checks =
      new ServiceChecks(adapters, group -> owned, group -> settled, events::add, () -> settings);

  @BeforeEach
  void groups() {
    adapters.hooks().put("http", http);
    adapters.hooks().put("imap", imap);
    group("web", "http", Map.of("checkFailures", "2"));
    group("mail", "imap", Map.of("checkTimeout", "100ms", "checkSuccesses", "2"));
  }

  private void group(String name, String services, Map<String, String> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("name", name);
    all.put("services", services);
    adapters.groups().put(new GroupId(name), new Group(all));
    checks.follow();
  }

  @AfterEach
  void close() {
    imap.answers.countDown();
    checks.close();
  }

  private String status(GroupId group) {
    Group configured = adapters.groups().get(group);
    return checks.views(configured.definition(), Map.of()).getFirst().status();
  }

  @Test
  void servicesThatRunAreNoNews() {
    await().atMost(SOON).until(() -> status(WEB).equals("running"));
    assertEquals(List.of(), events);
  }

  @Test
  void soManyBadChecksAreAFailureAndSoManyMoreTheNext() {
    http.status = new Status.Stopped();
    Event failure = new Event.ServiceFailed(WEB, "http", "stopped");
    await().atMost(SOON).until(() -> events.stream().filter(failure::equals).count() > 1);
    assertTrue(events.contains(new Event.ServicesChecked(WEB, "service http: stopped")));
    http.status = new Status.Running();
    await().atMost(SOON).until(() -> events.getLast().equals(new Event.ServicesChecked(WEB, "")));
  }

  @Test
  void aCheckThatHangsIsAFailureAndKeepsNoOtherFromBeingChecked() {
    imap.answers = new CountDownLatch(1);
    await()
        .atMost(SOON)
        .until(
            () ->
                events.stream()
                    .anyMatch(
                        event -> event instanceof Event.ServiceFailed f && f.group().equals(MAIL)));
    http.status = new Status.Stopped();
    await()
        .atMost(SOON)
        .until(() -> events.contains(new Event.ServiceFailed(WEB, "http", "stopped")));
  }

  @Test
  void whatIsNotOwnedIsNotExpectedToRunUnlessItRunsOnTheStandby() {
    owned = false;
    http.status = new Status.Stopped();
    imap.status = new Status.Stopped();
    imap.standby = true;
    await()
        .atMost(SOON)
        .until(() -> events.contains(new Event.ServiceFailed(MAIL, "imap", "stopped")));
    assertTrue(
        events.stream()
            .noneMatch(e -> e instanceof Event.ServiceFailed f && f.group().equals(WEB)));
  }

  @Test
  void whileAGroupMovesItIsNotJudged() {
    settled = false;
    http.status = new Status.Stopped();
    await().atMost(SOON).until(() -> status(WEB).equals("stopped"));
    assertEquals(List.of(), events);
  }

  @Test
  void aHookThatVanishesIsNoFailure() {
    adapters.hooks().remove("http");
    await().atMost(SOON).until(() -> status(WEB).equals("no hook of this name"));
    assertEquals(List.of(), events);
  }

  @Test
  void aServiceThatIsTakenOutOfItsGroupIsCheckedNoMore() {
    await().atMost(SOON).until(() -> status(WEB).equals("running"));
    http.status = new Status.Stopped();
    group("web", "", Map.of());
    group("web", "http", Map.of("checkFailures", "2"));
    await()
        .atMost(SOON)
        .until(() -> events.contains(new Event.ServiceFailed(WEB, "http", "stopped")));
  }
}
