package io.understudy.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// The cluster page's place in Felix's web console: its first page leads there. The page stands for
/// itself because the console's frame needs scripts and styles within the page, which the cluster
/// page's content security policy forbids.
@Component(
    service = Servlet.class,
    property = {
      ServletConstants.PLUGIN_LABEL + "=cluster",
      ServletConstants.PLUGIN_TITLE + "=Cluster",
      ServletConstants.PLUGIN_CATEGORY + "=Understudy"
    })
public final class ConsolePlugin extends AbstractServlet {
  private static final long serialVersionUID = 1;

  private static final String CONSOLE = "org.apache.felix.webconsole.internal.servlet.OsgiManager";

  /// Makes it the console's first page, unless somebody has configured the console himself.
  @Activate
  public ConsolePlugin(@Reference ConfigurationAdmin admin) throws IOException {
    Configuration console = admin.getConfiguration(CONSOLE, "?");
    if (console.getProperties() == null) {
      console.update(new Hashtable<>(Map.of("default.render", "cluster")));
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.sendRedirect(PageServlet.PAGE);
  }
}
