package io.understudy.web;

import jakarta.servlet.http.HttpServletResponse;

/// What each answer tells browsers (OWASP's secure headers). No HSTS: it would hold for the host's
/// other ports too, where a group may serve plain HTTP.
final class Headers {
  /// Own pages: nothing but their own files.
  private static final String OWN =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'self'";

  /// Felix's console writes scripts and styles into its pages.
  private static final String CONSOLE =
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; object-src 'none'; form-action 'self'; base-uri 'self';"
          + " frame-ancestors 'self'";

  private Headers() {}

  static void own(HttpServletResponse response) {
    set(response, OWN);
    response.setHeader("Cache-Control", "no-store");
  }

  static void console(HttpServletResponse response) {
    set(response, CONSOLE);
  }

  private static void set(HttpServletResponse response, String policy) {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "SAMEORIGIN");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }
}
