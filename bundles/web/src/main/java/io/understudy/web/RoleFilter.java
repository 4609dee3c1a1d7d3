package io.understudy.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// Answers a servlet that asks for the role of the one who asks.
@Component(
    service = Filter.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.filter.pattern=/*",
      "osgi.http.whiteboard.filter.asyncSupported:Boolean=true"
    })
public final class RoleFilter implements Filter {
  @Activate
  public RoleFilter() {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean known =
        request instanceof HttpServletRequest http
            && http.getAttribute(WebContext.ACCOUNT) instanceof Account;
    chain.doFilter(known ? new Known((HttpServletRequest) request) : request, response);
  }

  private static final class Known extends HttpServletRequestWrapper {
    private final Account account;

    Known(HttpServletRequest request) {
      super(request);
      account = (Account) request.getAttribute(WebContext.ACCOUNT);
    }

    @Override
    public String getRemoteUser() {
      return account.name();
    }

    @Override
    public boolean isUserInRole(String role) {
      return account.role().word().equals(role)
          || account.role() == Role.OPERATOR && role.equals(Role.VIEWER.word());
    }
  }
}
