package io.understudy.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The cluster page itself, at `/understudy/`; whoever asks for `/` is led there.
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.servlet.pattern=/understudy/*",
      "osgi.http.whiteboard.servlet.pattern=/"
    })
public final class PageServlet extends HttpServlet {
  static final String PAGE = "/understudy/";
  private static final long serialVersionUID = 1;

  @Activate
  public PageServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI();
    if (path.equals("/") || path.equals("/understudy")) {
      response.sendRedirect(PAGE);
      return;
    }
    if (!path.equals(PAGE)) {
      response.setStatus(404);
      return;
    }
    response.setContentType("text/html");
    response.setCharacterEncoding("UTF-8");
    try (InputStream page = PageServlet.class.getResourceAsStream("page/index.html")) {
      if (page == null) {
        throw new IOException("index.html isn't in the bundle");
      }
      page.transferTo(response.getOutputStream());
    }
  }
}
