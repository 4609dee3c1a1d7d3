package io.understudy.alarms;

import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.api.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Posts the message as JSON. The client is made for each attempt and closed: none is kept while
/// nothing is wrong.
///
/// @param secret a file with one line `Name: value`, a header that nobody else should know
record WebhookSender(AlarmSettings common, URI url, Optional<Path> secret) implements Lane.Sender {
  static final String PID = "io.understudy.alarm.webhook";

  /// @throws Settings.Refused naming file, key, value and what would be right
  static WebhookSender of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    return new WebhookSender(
        AlarmSettings.of(settings),
        settings.required("url", "https://alarms.example/understudy", text -> url(settings, text)),
        Optional.ofNullable(settings.value("headerFile", WebhookSender::secret, null)));
  }

  private static URI url(Settings settings, String text) {
    URI uri = URI.create(text);
    boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (uri.getRawUserInfo() != null) {
      throw settings.refuse(
          "url", "has a user or a password in it", "put them into a file: headerFile");
    }
    if (!http || uri.getHost() == null) {
      throw new IllegalArgumentException("use https://HOST/PATH or http://HOST/PATH");
    }
    return uri;
  }

  private static Path secret(String text) {
    try {
      Path file = SecretFile.named(text);
      header(file);
      return file;
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "give a file that can be read, with one line: Authorization: Bearer ...", unreadable);
    }
  }

  /// {@return name and value}
  private static String[] header(Path file) throws IOException {
    String[] parts = Files.readString(file).strip().split(":\\s*", 2);
    if (parts.length < 2 || !parts[0].matches("[A-Za-z0-9-]+") || parts[1].contains("\n")) {
      throw new IOException(file + " has no line like Authorization: Bearer ...");
    }
    return parts;
  }

  @Override
  public void send(Message message) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(common.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.std.asString(message.json())));
    if (secret.isPresent()) {
      request.headers(header(secret.get()));
    }
    int status = post(request.build());
    if (status / 100 != 2) {
      throw new IOException("%s answered with status %d".formatted(url.getHost(), status));
    }
  }

  private int post(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(common.timeout())
            .build()) {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      client.shutdownNow();
      return status;
    } catch (IOException failed) {
      throw Lane.Sender.failure(url.getHost(), failed);
    }
  }
}
