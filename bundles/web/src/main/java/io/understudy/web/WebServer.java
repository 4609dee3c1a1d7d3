package io.understudy.web;

import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has Jetty listen as io.understudy.web.cfg says, over HTTPS alone; without that file nothing
/// listens. A certificate from elsewhere is looked at every few seconds: a new one is served at
/// once, by a server that starts anew within the blink of an eye; one that can't be used isn't.
@Component(
    service = {WebServer.class, Reporting.class},
    immediate = true,
    configurationPid = WebSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WebConfiguration.class)
public final class WebServer implements Reporting {
  static final String JETTY = "org.apache.felix.http";
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final long LOOK_SECONDS = 5;
  private static final int CONNECT_MILLIS = 1000;

  /// So many looks in a row without anybody listening are no restart any more.
  private static final int PATIENCE = 3;

  private final ConfigurationAdmin admin;
  private final KeyStoreFile keys;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(Background.thread("web certificate").factory());
  private WebSettings settings;
  private List<FileTime> seen = List.of();
  private int deafLooks;
  private int attempt;
  private volatile @Nullable Problem problem;
  private volatile @Nullable Problem deaf;

  @Activate
  public WebServer(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference LogIn logIn,
      Map<String, Object> values)
      throws IOException {
    this.admin = admin;
    this.keys = new KeyStoreFile(Path.of(context.getProperty("understudy.home"), "data"));
    this.settings = WebSettings.of(values);
    serve();
    looking.execute(() -> begin(logIn));
    looking.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private static void begin(LogIn logIn) {
    try {
      logIn.begin();
    } catch (IOException failed) {
      LOG.error("the first account can't be made: {}", failed.toString());
    }
  }

  @Modified
  synchronized void changed(Map<String, Object> values) throws IOException {
    settings = WebSettings.of(values);
    serve();
  }

  @Deactivate
  void end() throws IOException {
    looking.shutdownNow();
    configuration().delete();
  }

  @Override
  public List<Problem> problems() {
    return Stream.of(Optional.ofNullable(problem), Optional.ofNullable(deaf))
        .flatMap(Optional::stream)
        .toList();
  }

  private synchronized void look() {
    try {
      if (settings.pem().isPresent() && !times().equals(seen)) {
        serve();
      }
      if (listens()) {
        deafLooks = 0;
        deaf = null;
      } else if (++deafLooks % PATIENCE == 0) {
        deaf = deaf();
        attempt++;
        serve();
      }
    } catch (IOException | RuntimeException failed) {
      LOG.error("the web server's certificate can't be looked at", failed);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(settings.host(), settings.port()), CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private Problem deaf() {
    return new Problem(
        Problem.Severity.WARNING,
        WebSettings.PID + ".cfg",
        "nothing listens at %s, port %d".formatted(settings.host(), settings.port()),
        "is the port another process's, or the address none of this machine's? It is tried again"
            + " every %d s".formatted(PATIENCE * LOOK_SECONDS));
  }

  private synchronized void serve() throws IOException {
    seen = times();
    Path store;
    try {
      store =
          settings.pem().isPresent()
              ? keys.of(PemFiles.read(settings.pem().get()))
              : keys.own(settings.host());
      problem = null;
    } catch (PemFiles.Unusable wrong) {
      LOG.error("{}; {}. The former one is served on", wrong.getMessage(), wrong.remedy());
      problem =
          new Problem(
              Problem.Severity.WARNING,
              WebSettings.PID + ".cfg",
              wrong.getMessage() + ": the former certificate is served on",
              wrong.remedy());
      return;
    }
    configuration().updateIfDifferent(jetty(store));
    LOG.info(
        "The web console: https://{}:{}/ (certificate SHA-256 {})",
        settings.host(),
        settings.port(),
        keys.fingerprint(store));
  }

  private Dictionary<String, Object> jetty(Path store) throws IOException {
    Dictionary<String, Object> all = new Hashtable<>();
    all.put("org.apache.felix.http.host", settings.host());
    all.put("org.apache.felix.http.enable", false);
    all.put("org.apache.felix.https.enable", true);
    all.put("org.osgi.service.http.port.secure", settings.port());
    all.put("org.apache.felix.https.keystore", store.toString());
    all.put("org.apache.felix.https.keystore.type", "PKCS12");
    all.put("org.apache.felix.https.keystore.password", keys.password());
    all.put("org.apache.felix.https.keystore.key.password", keys.password());
    all.put("org.apache.felix.https.jetty.protocols.included", new String[] {"TLSv1.2", "TLSv1.3"});
    all.put("org.apache.felix.https.jetty.renegotiateAllowed", false);
    all.put("org.apache.felix.http.jetty.threadpool.max", 12);
    all.put("org.apache.felix.http.jetty.sendServerHeader", false);
    all.put("org.apache.felix.http.timeout", 60_000);
    all.put("understudy.attempt", attempt); // Jetty tries once for each configuration
    return all;
  }

  private Configuration configuration() throws IOException {
    return admin.getConfiguration(JETTY, "?");
  }

  private List<FileTime> times() {
    return settings.pem().stream()
        .flatMap(pem -> List.of(pem.certificate(), pem.key()).stream())
        .map(WebServer::time)
        .toList();
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }
}
