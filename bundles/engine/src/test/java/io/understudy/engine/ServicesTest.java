package io.understudy.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private static final GroupId OFFICE = new GroupId("office");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Optional<NodeId> B = Optional.of(new NodeId("b"));

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Adapters adapters = new Adapters();
  private final Orders orders = new Orders();
  private final DummyGroupData keeper = new DummyGroupData("mirroring", done);
  private final Services services =
      new Services(
          adapters, orders, new Data(adapters, orders, event -> {}, group -> Optional.empty()));

  private final DummyHook db = new DummyHook("db", done);
  private final DummyHook web = new DummyHook("web", done);
  private final DummyHook mail = new DummyHook("mail", done);

  @BeforeEach
  void group() {
    plan("db, web, mail");
    for (DummyHook hook : List.of(db, web, mail)) {
      adapters.hooks().put(hook.name(), hook);
    }
  }

  private void plan(String setting) {
    adapters.groups().put(OFFICE, new Group(Map.of("name", "office", "services", setting)));
  }

  @AfterEach
  void close() {
    orders.close();
  }

  private static <T> T outcome(Consumer<Consumer<T>> order) throws Exception {
    return begun(order).get(20, TimeUnit.SECONDS);
  }

  private static <T> CompletableFuture<T> begun(Consumer<Consumer<T>> order) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    order.accept(outcome::complete);
    return outcome;
  }

  private CompletableFuture<Services.Started> start() {
    return begun(then -> services.start(OFFICE, new Term(2), then));
  }

  private Outcome started() throws Exception {
    return start().get(20, TimeUnit.SECONDS).outcome();
  }

  private Outcome standBy(Optional<NodeId> successor) throws Exception {
    return outcome(then -> services.standBy(OFFICE, successor, then));
  }

  @Test
  void servicesStartInTheirOrder() throws Exception {
    assertEquals(Outcome.DONE, started());
    assertEquals(List.of("start db", "start web", "start mail"), done);
  }

  @Test
  void standbyStopsThemInReverseOrderButThoseThatRunThere() throws Exception {
    web.standby = true;
    assertEquals(Outcome.DONE, standBy(Optional.empty()));
    await().atMost(SOON).until(() -> done.size() == 3);
    assertEquals(List.of("stop mail", "stop db", "start web"), done);
  }

  @Test
  void servicesThatDoNotNeedEachOtherStartAtOnceAndStopAtOnce() throws Exception {
    plan("db, web after db, mail after db");
    CountDownLatch both = new CountDownLatch(2);
    DummyHook.Doing meet =
        () -> {
          both.countDown();
          both.await();
        };
    web.whileStarting = meet;
    mail.whileStarting = meet;
    assertEquals(Outcome.DONE, started());
    assertEquals("start db", done.getFirst());
    done.clear();
    CountDownLatch again = new CountDownLatch(2);
    web.whileStopping =
        () -> {
          again.countDown();
          again.await();
        };
    mail.whileStopping = web.whileStopping;
    assertEquals(Outcome.DONE, standBy(Optional.empty()));
    assertEquals("stop db", done.getLast());
  }

  @Test
  void afterAFailureWhatNeedsItIsNotTriedAndTheFailedOneIsNamed() throws Exception {
    plan("db, web after nothing, mail after db");
    db.starts = new Outcome.Failed("no room");
    Services.Started started = start().get(20, TimeUnit.SECONDS);
    assertEquals(new Outcome.Failed("service db: no room"), started.outcome());
    assertEquals("db", started.service());
    assertEquals(List.of("start db", "start web"), done.stream().sorted().toList());
  }

  @Test
  void aStartThatTakesTooLongIsInterruptedAndUnknown() throws Exception {
    web.patience = Duration.ofMillis(1);
    web.whileStarting = () -> new CountDownLatch(1).await();
    assertInstanceOf(Outcome.Unknown.class, started());
    await().atMost(SOON).until(() -> done.contains("interrupted web"));
    assertEquals(List.of("start db", "start web", "interrupted web"), done);
  }

  @Test
  void aServiceWithoutAHookIsUnknownAndNothingAfterItStarts() throws Exception {
    adapters.hooks().remove("web");
    CompletableFuture<Services.Started> started = start();
    await().atMost(SOON).until(() -> done.contains("start db"));
    adapters.hooks().put("web", web);
    adapters.changed();
    assertEquals(Outcome.DONE, started.get(20, TimeUnit.SECONDS).outcome(), "it came in time");
  }

  @Test
  void oneThatDoesNotStopKeepsNoOtherRunning() throws Exception {
    mail.stops = new Outcome.Failed("busy");
    assertInstanceOf(Outcome.Failed.class, standBy(Optional.empty()));
    assertEquals(List.of("stop mail", "stop web", "stop db"), done);
  }

  @Test
  void aStopThatFailedIsGoodEnoughWhereTheServiceIsSurelyStopped() throws Exception {
    mail.stops = new Outcome.Unknown("no answer");
    mail.status = new ServiceHook.Status.Stopped();
    assertEquals(Outcome.DONE, standBy(B));
  }

  @Test
  void aStopThatHangsIsUnknownAlsoIfItHeedsNoInterruption() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    mail.patience = Duration.ofMillis(1);
    mail.whileStopping =
        () -> {
          while (end.getCount() > 0) {
            try {
              end.await();
            } catch (InterruptedException ignored) {
              // that is what it does
            }
          }
        };
    assertInstanceOf(Outcome.Unknown.class, standBy(B));
    assertEquals(
        new Outcome.Unknown(
            "services did not stop: service mail: the order before this one still" + " hangs"),
        standBy(B),
        "it isn't called again meanwhile");
    end.countDown();
    assertEquals(Outcome.DONE, standBy(B));
  }

  @Test
  void inAHandoverTheDataFollowTheLastServiceAndWhatRunsOnTheStandbyIsLeftAlone() throws Exception {
    web.standby = true;
    adapters.dataAppeared(keeper);
    assertEquals(Outcome.DONE, standBy(B));
    assertEquals(List.of("stop mail", "stop db", "mirroring flushes to b"), done);
  }

  @Test
  void dataAreNotBroughtWhileAServiceMayStillWrite() throws Exception {
    adapters.dataAppeared(keeper);
    mail.stops = new Outcome.Failed("busy");
    assertEquals(new Outcome.Failed("services did not stop: service mail: busy"), standBy(B));
    assertEquals(List.of("stop mail", "stop web", "stop db"), done);
  }

  @Test
  void aSurrenderDoesNotWaitForData() throws Exception {
    adapters.dataAppeared(keeper);
    assertEquals(Outcome.DONE, standBy(Optional.empty()));
    assertEquals(List.of("stop mail", "stop web", "stop db"), done);
  }

  @Test
  void dataAreLetGoBeforeTheFirstServiceStarts() throws Exception {
    adapters.dataAppeared(keeper);
    assertEquals(Outcome.DONE, started());
    assertEquals(List.of("mirroring lets go", "start db", "start web", "start mail"), done);
  }

  @Test
  void aStopInterruptsTheStartAndFollowsIt() throws Exception {
    web.whileStarting = () -> new CountDownLatch(1).await();
    CompletableFuture<Services.Started> started = start();
    await().atMost(SOON).until(() -> done.contains("start web"));
    assertEquals(Outcome.DONE, standBy(Optional.empty()));
    assertInstanceOf(Outcome.Unknown.class, started.get(20, TimeUnit.SECONDS).outcome());
    assertTrue(done.indexOf("interrupted web") < done.indexOf("stop web"), done::toString);
  }

  @Test
  void aStartWaitsUntilTheStopBeforeItIsOver() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    mail.whileStopping = stopping::await;
    CompletableFuture<Outcome> stopped =
        begun(then -> services.standBy(OFFICE, Optional.empty(), then));
    await().atMost(SOON).until(() -> done.contains("stop mail"));
    CompletableFuture<Services.Started> started = start();
    stopping.countDown();
    assertEquals(Outcome.DONE, started.get(20, TimeUnit.SECONDS).outcome());
    assertEquals(Outcome.DONE, stopped.get(20, TimeUnit.SECONDS));
    assertTrue(done.indexOf("stop db") < done.indexOf("start db"), done::toString);
  }

  @Test
  void theEndOfTheEngineInterruptsWhatIsBeingStarted() {
    db.whileStarting = () -> new CountDownLatch(1).await();
    start();
    await().atMost(SOON).until(() -> done.contains("start db"));
    orders.close();
    await().atMost(SOON).until(() -> done.contains("interrupted db"));
    assertEquals(List.of("start db", "interrupted db"), done);
  }

  @Test
  void aRestartTakesWhatNeedsTheServiceWithIt() throws Exception {
    plan("db, web after db, mail after nothing");
    assertEquals(
        Outcome.DONE,
        ServicesTest.<Outcome>outcome(then -> services.restart(OFFICE, "db", true, then)));
    assertEquals(List.of("stop web", "stop db", "start db", "start web"), done);
  }

  @Test
  void aRestartOnTheStandbyStartsOnlyWhatRunsThere() throws Exception {
    db.standby = true;
    assertEquals(
        Outcome.DONE,
        ServicesTest.<Outcome>outcome(then -> services.restart(OFFICE, "db", false, then)));
    assertEquals(List.of("stop mail", "stop web", "stop db", "start db"), done);
  }

  @Test
  void aServiceThatDoesNotStopIsNotStartedAgain() throws Exception {
    plan("db, web after nothing");
    db.stops = new Outcome.Failed("busy");
    assertInstanceOf(
        Outcome.Failed.class,
        ServicesTest.<Outcome>outcome(then -> services.restart(OFFICE, "db", true, then)));
    assertEquals(List.of("stop db"), done);
  }

  @Test
  void theEndStopsAlsoWhatRunsOnTheStandby() throws Exception {
    web.standby = true;
    assertEquals(Outcome.DONE, ServicesTest.<Outcome>outcome(then -> services.end(OFFICE, then)));
    assertEquals(List.of("stop mail", "stop web", "stop db"), done);
  }
}
