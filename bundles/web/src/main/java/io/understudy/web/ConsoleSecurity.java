package io.understudy.web;

import io.understudy.api.Audit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Log-in for Felix's web console. The framework property `felix.webconsole.security.providers`
/// names it, so that the console doesn't come up without it.
@Component(property = SecurityProvider.PROPERTY_ID + "=understudy")
public final class ConsoleSecurity implements SecurityProvider {
  private final LogIn logIn;
  private final Gate gate;
  private final Audit audit;

  @Activate
  public ConsoleSecurity(@Reference LogIn logIn, @Reference Audit audit) {
    this.logIn = logIn;
    this.gate = new Gate(logIn);
    this.audit = audit;
  }

  @Override
  public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
    Headers.console(response);
    try {
      Account account = gate.admit(request, response).orElse(null);
      if (account != null && request.getMethod().equals("POST")) {
        audit.record(account.name(), "console " + request.getPathInfo(), "ordered");
      }
      return account;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public boolean authorize(Object user, String role) {
    return user instanceof Account account && account.role().covers(Role.OPERATOR);
  }

  @Override
  public void logout(HttpServletRequest request, HttpServletResponse response) {
    Gate.session(request).ifPresent(logIn::close);
  }
}
