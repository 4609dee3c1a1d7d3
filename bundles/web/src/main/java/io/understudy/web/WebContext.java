package io.understudy.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.servlet.context.ServletContextHelper;

/// What every servlet of this project is behind: it selects this context and asks no further. Each
/// bundle has a context of its own, which finds the files of that bundle.
@Component(
    service = ServletContextHelper.class,
    scope = ServiceScope.BUNDLE,
    property = {
      "osgi.http.whiteboard.context.name=" + WebContext.NAME,
      "osgi.http.whiteboard.context.path=/"
    })
public final class WebContext extends ServletContextHelper {
  static final String NAME = "understudy";

  /// Of the request: the [Account] that asks, for [RoleFilter].
  static final String ACCOUNT = "io.understudy.web.account";

  private static final Set<String> OPEN =
      Set.of(Gate.LOG_IN, "/understudy/web/login.css", "/understudy/web/icon.svg");

  private final Gate gate;

  @Activate
  public WebContext(ComponentContext component, @Reference LogIn logIn) {
    super(component.getUsingBundle());
    this.gate = new Gate(logIn);
  }

  @Override
  public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Headers.own(response);
    if (OPEN.contains(request.getRequestURI())) {
      return true;
    }
    Optional<Account> account = gate.admit(request, response);
    account.ifPresent(
        one -> {
          request.setAttribute(ACCOUNT, one);
          request.setAttribute(REMOTE_USER, one.name());
          request.setAttribute(AUTHENTICATION_TYPE, "FORM");
        });
    return account.isPresent();
  }
}
