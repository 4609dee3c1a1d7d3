package io.understudy.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// The form to log in, and the way out: GET shows the form, POST takes `user`, `password` and
/// `next` (where to go then), DELETE ends the session.
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.servlet.pattern=" + Gate.LOG_IN
    })
public final class LoginServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 1000;

  private final transient LogIn logIn;

  @Activate
  public LoginServlet(@Reference LogIn logIn) {
    this.logIn = logIn;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    form(response, 200, "", next(request));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!Gate.sameSite(request, false)) {
      form(response, 403, "This came from another site. Log in here.", Gate.HOME);
      return;
    }
    String user = field(request, "user");
    String next = next(request);
    try {
      switch (logIn.attempt(user, field(request, "password"), request.getRemoteAddr())) {
        case LogIn.Result.In(Account account) -> {
          Gate.session(request).ifPresent(logIn::close);
          response.addCookie(cookie(logIn.open(account, request.getRemoteAddr()), -1));
          response.sendRedirect(account.once() ? Gate.PASSWORD : next);
        }
        case LogIn.Result.Wrong _ -> form(response, 401, "Wrong user or password.", next);
        case LogIn.Result.Wait(var left) -> {
          long seconds = left.toSeconds() + 1;
          response.setHeader("Retry-After", Long.toString(seconds));
          form(
              response,
              429,
              "Too many wrong passwords. Try again in %d s.".formatted(seconds),
              next);
        }
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      form(response, 503, "The web server is being replaced. Try again.", next);
    }
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
    if (!Gate.sameSite(request, false)) {
      response.setStatus(403);
      return;
    }
    Gate.session(request).ifPresent(logIn::close);
    response.addCookie(cookie("", 0));
    response.setStatus(204);
  }

  static Cookie cookie(String value, int age) {
    Cookie cookie = new Cookie(Gate.COOKIE, value);
    cookie.setPath("/");
    cookie.setSecure(true);
    cookie.setHttpOnly(true);
    cookie.setMaxAge(age);
    cookie.setAttribute("SameSite", "Strict");
    return cookie;
  }

  static String field(HttpServletRequest request, String name) {
    String value = Optional.ofNullable(request.getParameter(name)).orElse("");
    return value.length() > LONGEST ? "" : value;
  }

  /// {@return a page of this node: what else stands there would lead people elsewhere}
  private static String next(HttpServletRequest request) {
    String next = field(request, "next");
    boolean here = next.matches("/[^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*");
    return here ? next : Gate.HOME;
  }

  private static void form(HttpServletResponse response, int status, String error, String next)
      throws IOException {
    Page.send(
        response,
        status,
        "Log in",
        error,
        """
        <form method="post" action="%s">
        <label>User <input name="user" autocomplete="username" autocapitalize="none" required autofocus></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <input type="hidden" name="next" value="%s">
        <button>Log in</button>
        </form>
        """
            .formatted(Gate.LOG_IN, Page.escape(next)));
  }
}
