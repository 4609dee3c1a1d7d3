package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private static final GroupId OFFICE = new GroupId("office");

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Adapters adapters = new Adapters();
  private final Orders orders = new Orders();
  private final DummyGroupData keeper = new DummyGroupData("mirroring", done);
  private final Services services =
      new Services(
          adapters, orders, new Data(adapters, orders, event -> {}, group -> Optional.empty()));

  private final class DummyHook implements ServiceHook {
    private final String name;
    private final boolean standby;
    private final Outcome stops;

    DummyHook(String name, boolean standby, Outcome stops) {
      this.name = name;
      this.standby = standby;
      this.stops = stops;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean runsOnStandby() {
      return standby;
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Outcome start() {
      done.add("start " + name);
      return Outcome.DONE;
    }

    @Override
    public Outcome stop() {
      done.add("stop " + name);
      return stops;
    }

    @Override
    public Status status() {
      return new Status.Running();
    }
  }

  @BeforeEach
  void group() {
    adapters.groups().put(OFFICE, new Group(Map.of("name", "office", "services", "db, web, mail")));
    hook("db", false, Outcome.DONE);
    hook("web", true, Outcome.DONE);
    hook("mail", false, Outcome.DONE);
  }

  private void hook(String name, boolean standby, Outcome stops) {
    adapters.hooks().put(name, new DummyHook(name, standby, stops));
  }

  @AfterEach
  void close() {
    orders.close();
  }

  private static Outcome outcome(Consumer<Consumer<Outcome>> order) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    order.accept(outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  @Test
  void servicesStartInTheirOrder() throws Exception {
    assertEquals(Outcome.DONE, outcome(then -> services.start(OFFICE, new Term(2), then)));
    assertEquals(List.of("start db", "start web", "start mail"), done);
  }

  @Test
  void standbyStopsThemInReverseOrderButThoseThatRunThere() throws Exception {
    assertEquals(Outcome.DONE, outcome(then -> services.standBy(OFFICE, Optional.empty(), then)));
    assertEquals(List.of("stop mail", "start web", "stop db"), done);
  }

  @Test
  void oneThatDoesNotStopKeepsNoOtherRunning() throws Exception {
    hook("mail", false, new Outcome.Failed("busy"));
    assertInstanceOf(
        Outcome.Failed.class, outcome(then -> services.standBy(OFFICE, Optional.empty(), then)));
    assertEquals(List.of("stop mail", "start web", "stop db"), done);
  }

  @Test
  void inAHandoverTheDataFollowTheLastService() throws Exception {
    adapters.dataAppeared(keeper);
    assertEquals(
        Outcome.DONE,
        outcome(then -> services.standBy(OFFICE, Optional.of(new NodeId("b")), then)));
    assertEquals(List.of("stop mail", "start web", "stop db", "mirroring flushes to b"), done);
  }

  @Test
  void dataAreNotBroughtWhileAServiceMayStillWrite() throws Exception {
    adapters.dataAppeared(keeper);
    hook("mail", false, new Outcome.Failed("busy"));
    assertEquals(
        new Outcome.Failed("services did not stop: busy"),
        outcome(then -> services.standBy(OFFICE, Optional.of(new NodeId("b")), then)));
    assertEquals(List.of("stop mail", "start web", "stop db"), done);
  }

  @Test
  void aSurrenderDoesNotWaitForData() throws Exception {
    adapters.dataAppeared(keeper);
    assertEquals(Outcome.DONE, outcome(then -> services.standBy(OFFICE, Optional.empty(), then)));
    assertEquals(List.of("stop mail", "start web", "stop db"), done);
  }

  @Test
  void dataAreLetGoBeforeTheFirstServiceStarts() throws Exception {
    adapters.dataAppeared(keeper);
    assertEquals(Outcome.DONE, outcome(then -> services.start(OFFICE, new Term(2), then)));
    assertEquals(List.of("mirroring lets go", "start db", "start web", "start mail"), done);
  }
}
