package io.understudy.console;

import io.understudy.api.Audit;
import io.understudy.api.Outcome;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.desk.kit.MirrorJson;
import io.understudy.desk.kit.StatusJson;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API, version 1: see `openapi.json`, which it serves too. Fields are only ever added.
///
/// An order waits until it is done, in a thread of its own.
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.servlet.pattern=" + ApiServlet.ROOT + "/*",
      "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true"
    })
public final class ApiServlet extends HttpServlet {
  static final String ROOT = "/understudy/api/v1";
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);
  private static final int MOST_ORDERS = 8;
  private static final Duration LONGEST_ORDER = Duration.ofHours(12);

  private final transient EngineAccess access;
  private final transient Orders orders;
  private final transient Audit audit;
  private final transient Semaphore slots = new Semaphore(MOST_ORDERS);

  @Activate
  public ApiServlet(@Reference EngineAccess access, @Reference Audit audit) {
    this.access = access;
    this.orders = new Orders(access);
    this.audit = audit;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (path(request).equals("/openapi.json")) {
        openApi(response);
      } else {
        send(response, 200, question(request));
      }
    } catch (Wrong wrong) {
      send(response, wrong.status(), wrong.json());
    }
  }

  private Map<String, Object> question(HttpServletRequest request) throws Wrong {
    String path = path(request);
    return switch (path) {
      case "/status" -> Picture.status(access);
      case "/me" ->
          Map.of(
              "user",
              Optional.ofNullable(request.getRemoteUser()).orElse(""),
              "operator",
              request.isUserInRole("operator"));
      case "/events" ->
          Picture.events(access, number(request, "limit", 100, 1000), number(request, "after", 0));
      case "/takeovers" -> Picture.takeovers(access);
      case "/safety" -> Picture.safety(access, Fields.query(request));
      case "/quarantine" -> MirrorJson.quarantine(orders.mirrors().quarantine());
      default -> {
        if (path.startsWith("/orders/")) {
          Orders.Order order =
              orders.order(path.substring("/orders/".length()), Fields.query(request));
          yield Map.of("order", order.line(), "explanation", order.explanation());
        }
        if (path.startsWith("/quarantine/")) {
          String id = path.substring("/quarantine/".length());
          var mirrors = orders.mirrors();
          yield Map.of("difference", mirrors.compare(Orders.quarantined(mirrors, id).id()));
        }
        if (path.startsWith("/what-if/")) {
          String fault = path.substring("/what-if/".length());
          yield Picture.whatIf(access, fault, Fields.query(request));
        }
        throw nothing(path);
      }
    };
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = path(request);
    String user = Optional.ofNullable(request.getRemoteUser()).orElse("");
    try {
      if (!path.startsWith("/orders/")) {
        throw nothing(path);
      }
      if (!request.isUserInRole("operator")) {
        throw new Wrong(403, "", "this takes the role operator", "log in as an operator");
      }
      Orders.Order order = orders.order(path.substring("/orders/".length()), Fields.body(request));
      if (!slots.tryAcquire()) {
        throw new Wrong(
            429, "", "%d orders are under way".formatted(MOST_ORDERS), "wait for one of them");
      }
      AsyncContext context = request.startAsync();
      context.setTimeout(LONGEST_ORDER.toMillis());
      Thread.ofVirtual().name("order").start(() -> carryOut(order, user, context));
    } catch (Wrong wrong) {
      send(response, wrong.status(), wrong.json());
    }
  }

  private void carryOut(Orders.Order order, String user, AsyncContext context) {
    try {
      Outcome outcome = order.deed().carryOut(user);
      Map<String, Object> answer = answer(outcome);
      audit.record(user, order.line(), answer.get("outcome") + " " + answer.get("reason"));
      send((HttpServletResponse) context.getResponse(), 200, answer);
    } catch (IOException | IllegalStateException gone) {
      LOG.debug("{} asked for '{}' and went away", user, order.line(), gone);
    } catch (RuntimeException defect) {
      LOG.error("'{}' failed", order.line(), defect);
      audit.record(user, order.line(), "unknown: " + defect);
    } finally {
      slots.release();
      context.complete();
    }
  }

  private static Map<String, Object> answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ -> Map.of("outcome", "done", "reason", "");
      case Outcome.Failed(String reason) -> Map.of("outcome", "failed", "reason", reason);
      case Outcome.Unknown(String reason) -> Map.of("outcome", "unknown", "reason", reason);
    };
  }

  private static Wrong nothing(String path) {
    return new Wrong(404, "", "there is nothing at '%s'".formatted(path), "see openapi.json");
  }

  private static int number(HttpServletRequest request, String name, int otherwise, int most)
      throws Wrong {
    long number = number(request, name, otherwise);
    if (number < 1 || number > most) {
      throw new Wrong(
          400, name, "%d is out of range".formatted(number), "use 1 to %d".formatted(most));
    }
    return (int) number;
  }

  private static long number(HttpServletRequest request, String name, long otherwise) throws Wrong {
    @Nullable String text = request.getParameter(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException none) {
      throw new Wrong(400, name, "'%s' is no number".formatted(text), "use a whole number");
    }
  }

  private static String path(HttpServletRequest request) {
    return Optional.ofNullable(request.getPathInfo()).orElse("/");
  }

  private static void openApi(HttpServletResponse response) throws IOException {
    response.setContentType("application/json");
    try (InputStream file = ApiServlet.class.getResourceAsStream("openapi.json")) {
      if (file == null) {
        throw new IOException("openapi.json isn't in the bundle");
      }
      file.transferTo(response.getOutputStream());
    }
  }

  static void send(HttpServletResponse response, int status, Map<String, Object> json)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().print(StatusJson.line(json));
  }
}
