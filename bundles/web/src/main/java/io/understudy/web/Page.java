package io.understudy.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// A small page of this bundle's own.
final class Page {
  private Page() {}

  static void send(
      HttpServletResponse response, int status, String title, String error, String body)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/html");
    response.setCharacterEncoding("UTF-8");
    response
        .getWriter()
        .print(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s · Understudy</title>
            <link rel="icon" href="/understudy/web/icon.svg">
            <link rel="stylesheet" href="/understudy/web/login.css">
            </head>
            <body>
            <main>
            <h1>%1$s</h1>
            %2$s%3$s</main>
            </body>
            </html>
            """
                .formatted(
                    escape(title),
                    error.isEmpty() ? "" : "<p role=\"alert\">" + escape(error) + "</p>\n",
                    body));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
