package io.understudy.console;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Server-sent events: `status` with the whole picture, `history` with one entry of the history and
/// its number as id. A page that comes back with `Last-Event-ID` gets what it missed.
///
/// A page that doesn't read fast enough is let go; it comes back by itself.
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.servlet.pattern=" + ApiServlet.ROOT + "/stream",
      "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true"
    })
public final class StreamServlet extends HttpServlet {
  static final int MOST_PAGES = 100;
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(StreamServlet.class);
  private static final int BEHIND = 30;
  private static final String END = "";

  private final transient Broadcast broadcast;
  private volatile boolean closed;

  @Activate
  public StreamServlet(@Reference Broadcast broadcast) {
    this.broadcast = broadcast;
  }

  @Deactivate
  void close() {
    closed = true;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (broadcast.listeners() >= MOST_PAGES) {
      Wrong many =
          new Wrong(
              503, "", "%d pages are open already".formatted(MOST_PAGES), "close one of them");
      ApiServlet.send(response, many.status(), many.json());
      return;
    }
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    String missed = missed(request.getHeader("Last-Event-ID"));
    Thread.ofVirtual().name("page").start(() -> serve(context, missed));
  }

  private String missed(String last) {
    try {
      return last == null ? "" : broadcast.since(Long.parseLong(last));
    } catch (NumberFormatException none) {
      return "";
    }
  }

  private void serve(AsyncContext context, String missed) {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>(BEHIND);
    Consumer<String> listener =
        message -> {
          if (!queue.offer(message)) {
            queue.clear();
            queue.add(END);
          }
        };
    try {
      ServletOutputStream out = context.getResponse().getOutputStream();
      out.write(missed.getBytes(StandardCharsets.UTF_8));
      broadcast.add(listener);
      while (!closed) {
        String message = queue.take();
        if (message.equals(END)) {
          LOG.debug("a page doesn't read fast enough");
          return;
        }
        out.write(message.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException | IllegalStateException gone) {
      LOG.debug("a page has gone: {}", gone.toString());
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } finally {
      broadcast.remove(listener);
      context.complete();
    }
  }
}
