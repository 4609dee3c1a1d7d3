package io.understudy.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Lets a request through, or answers it: who asks, from which site, and whether he may.
final class Gate {
  /// `__Host-`: only over HTTPS, only for this very host, on every path (RFC 6265bis).
  static final String COOKIE = "__Host-understudy";

  static final String LOG_IN = "/understudy/login";
  static final String PASSWORD = "/understudy/password";

  /// Where people go who have logged in and wanted nothing else.
  static final String HOME = "/understudy/";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final long MOST_BYTES = 64L << 20;

  private final LogIn logIn;

  Gate(LogIn logIn) {
    this.logIn = logIn;
  }

  /// {@return who asks, if he may; else the request is answered}
  Optional<Account> admit(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean changing = !SAFE.contains(request.getMethod());
    if (request.getContentLengthLong() > MOST_BYTES) {
      return refuse(request, response, 413, "a request has at most 64 MiB");
    }
    Optional<String> credentials = basic(request);
    if (changing && !sameSite(request, credentials.isPresent())) {
      return refuse(
          request,
          response,
          403,
          "this came from another site; open the page of this node itself and try again");
    }
    Optional<Account> account =
        credentials.isPresent()
            ? byPassword(credentials.get(), request, response)
            : bySession(request, response);
    if (account.isEmpty()) {
      return account;
    }
    if (account.get().once() && !request.getRequestURI().equals(PASSWORD)) {
      return page(request)
          ? redirect(response, PASSWORD)
          : refuse(request, response, 403, "choose a password first, at " + PASSWORD);
    }
    boolean own = request.getRequestURI().equals(PASSWORD);
    if (changing && !own && !account.get().role().covers(Role.OPERATOR)) {
      return refuse(request, response, 403, "this takes the role operator; yours is viewer");
    }
    return account;
  }

  /// {@return whether it is a page's own request: what a browser says where it comes from is this
  /// node} A program with a password may say nothing; a browser with a cookie has to.
  static boolean sameSite(HttpServletRequest request, boolean password) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    String origin = request.getHeader("Origin");
    String from = origin == null ? request.getHeader("Referer") : origin;
    if (from == null) {
      return password || site != null;
    }
    try {
      URI uri = URI.create(from);
      return "https".equals(uri.getScheme())
          && uri.getAuthority() != null
          && uri.getAuthority().equalsIgnoreCase(request.getHeader("Host"));
    } catch (IllegalArgumentException noUri) {
      return false;
    }
  }

  static Optional<String> session(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(COOKIE)) {
          return Optional.of(cookie.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> basic(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      return Optional.of(new String(decoded, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.of("");
    }
  }

  private Optional<Account> bySession(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Account> account = session(request).flatMap(logIn::of);
    return account.isPresent() ? account : ask(request, response);
  }

  private Optional<Account> byPassword(
      String credentials, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int colon = credentials.indexOf(':');
    String user = colon < 0 ? "" : credentials.substring(0, colon);
    try {
      return switch (logIn.attempt(
          user, credentials.substring(colon + 1), request.getRemoteAddr())) {
        case LogIn.Result.In(Account account) -> Optional.of(account);
        case LogIn.Result.Wrong _ -> ask(request, response);
        case LogIn.Result.Wait(var left) -> {
          response.setHeader("Retry-After", Long.toString(left.toSeconds() + 1));
          yield refuse(
              request,
              response,
              429,
              "too many wrong passwords; try again in %d s".formatted(left.toSeconds() + 1));
        }
      };
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return refuse(request, response, 503, "the web server is being replaced; try again");
    }
  }

  private static Optional<Account> ask(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (page(request)) {
      String query = request.getQueryString();
      String next = request.getRequestURI() + (query == null ? "" : "?" + query);
      return redirect(
          response, LOG_IN + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }
    if (request.getHeader("Sec-Fetch-Site") == null) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Understudy\", charset=\"UTF-8\"");
    }
    return refuse(request, response, 401, "log in first, at " + LOG_IN);
  }

  /// {@return whether a person looks at the answer}
  private static boolean page(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return request.getMethod().equals("GET")
        && request.getHeader("Authorization") == null
        && accept != null
        && accept.contains("text/html");
  }

  private static Optional<Account> redirect(HttpServletResponse response, String to)
      throws IOException {
    response.sendRedirect(to);
    return Optional.empty();
  }

  /// Leaves it to Jetty to send the answer at the end of the request: only then it says, where the
  /// request's body is unread, that this connection ends.
  private static Optional<Account> refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    response.setCharacterEncoding("UTF-8");
    String accept = request.getHeader("Accept");
    boolean text = accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    response.setContentType(text ? "text/plain" : "application/json");
    String json = "{\"error\":\"" + why.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    response.getWriter().print(text ? why + "\n" : json + "\n");
    return Optional.empty();
  }
}
