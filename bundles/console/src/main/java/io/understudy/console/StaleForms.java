package io.understudy.console;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Refuses a form of Felix's web console whose configuration was changed since it was shown: such a
/// form sends all keys, and would take back what somebody else, or an edit of the file, has set.
@Component(
    service = Filter.class,
    property = {
      "osgi.http.whiteboard.context.select="
          + "(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)",
      "osgi.http.whiteboard.filter.pattern=/configMgr/*"
    })
public final class StaleForms implements Filter {
  private static final Pattern PID = Pattern.compile(".*/configMgr/([A-Za-z0-9._~-]+)");
  private static final int MOST = 1000;

  /// A browser, known by its cookies, and what it was shown.
  private record Form(String cookies, String pid) {}

  private final ConfigurationAdmin admin;

  /// How often each had been changed when it was shown.
  private final Map<Form, Long> shown =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Form, Long> eldest) {
          return size() > MOST;
        }
      };

  @Activate
  public StaleForms(@Reference ConfigurationAdmin admin) {
    this.admin = admin;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      Optional<Form> form = form(http);
      if (form.isPresent() && isStale(form.get(), http)) {
        answer.sendError(
            HttpServletResponse.SC_CONFLICT,
            form.get().pid()
                + " was changed since this form was shown, by somebody else or in its file; note"
                + " what you wanted, reload the page and open the form again");
        return;
      }
    }
    chain.doFilter(request, response);
  }

  /// {@return which form it is about; empty for a program, which has no cookies, and where the
  /// console makes up the name of what it creates}
  private static Optional<Form> form(HttpServletRequest request) {
    @Nullable String cookies = request.getHeader("Cookie");
    Matcher found = PID.matcher(request.getRequestURI());
    return cookies == null || !found.matches()
        ? Optional.empty()
        : Optional.of(new Form(cookies, found.group(1)));
  }

  private boolean isStale(Form form, HttpServletRequest request) throws IOException {
    long now = changes(form.pid());
    synchronized (shown) {
      if (request.getParameter("apply") == null) {
        shown.put(form, now);
        return false;
      }
      return request.getParameter("delete") == null && shown.getOrDefault(form, now) != now;
    }
  }

  private long changes(String pid) throws IOException {
    try {
      Configuration[] found = admin.listConfigurations("(service.pid=%s)".formatted(pid));
      return found == null ? 0 : found[0].getChangeCount();
    } catch (InvalidSyntaxException never) {
      throw new IOException(never);
    }
  }
}
