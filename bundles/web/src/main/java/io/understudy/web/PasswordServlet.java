package io.understudy.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Where somebody chooses his own password: GET shows the form, POST takes `old`, `new` and
/// `again`.
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.servlet.pattern=" + Gate.PASSWORD
    })
public final class PasswordServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient LogIn logIn;

  @Activate
  public PasswordServlet(@Reference LogIn logIn) {
    this.logIn = logIn;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    form(response, 200, "");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Account account = (Account) request.getAttribute(WebContext.ACCOUNT);
    String chosen = LoginServlet.field(request, "new");
    try {
      if (!logIn.right(account, LoginServlet.field(request, "old"), request.getRemoteAddr())) {
        form(response, 403, "The present password is another one.");
      } else if (chosen.length() < Passwords.LEAST_LENGTH) {
        form(
            response,
            400,
            "Too short: use at least %d characters.".formatted(Passwords.LEAST_LENGTH));
      } else if (!chosen.equals(LoginServlet.field(request, "again"))) {
        form(response, 400, "The two new ones differ.");
      } else if (chosen.equals(LoginServlet.field(request, "old"))) {
        form(response, 400, "Choose another one than before.");
      } else {
        logIn.choose(account, chosen);
        response.addCookie(LoginServlet.cookie(logIn.open(account, request.getRemoteAddr()), -1));
        response.sendRedirect(Gate.HOME);
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      form(response, 503, "The web server is being replaced. Try again.");
    }
  }

  private static void form(HttpServletResponse response, int status, String error)
      throws IOException {
    Page.send(
        response,
        status,
        "Choose a password",
        error,
        """
        <form method="post" action="%s">
        <label>Present password <input name="old" type="password" autocomplete="current-password" required autofocus></label>
        <label>New password <input name="new" type="password" autocomplete="new-password" minlength="%d" required></label>
        <label>Again <input name="again" type="password" autocomplete="new-password" required></label>
        <button>Change</button>
        </form>
        """
            .formatted(Gate.PASSWORD, Passwords.LEAST_LENGTH));
  }
}
