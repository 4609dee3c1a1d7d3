package io.understudy.web;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// The settings as a form shows them; [WebSettings] reads and judges them.
@ObjectClassDefinition(
    name = "Understudy: web server",
    description =
        "Serves the web console, the cluster page, the API and the metrics over HTTPS. Without this"
            + " file nothing listens.")
@interface WebConfiguration {
  @AttributeDefinition(
      name = "Address",
      description = "Where it listens; 127.0.0.1: only this machine, 0.0.0.0: everywhere")
  String host() default "127.0.0.1";

  @AttributeDefinition(name = "Port", description = "TCP, 1 to 65535", min = "1", max = "65535")
  int port() default 8443;

  @AttributeDefinition(
      name = "Certificate",
      description =
          "File with the certificate and those above it, PEM; empty: one is made at the first"
              + " start. A changed file is taken within seconds",
      required = false)
  String certificate() default "";

  @AttributeDefinition(
      name = "Private key",
      description = "File with the key of the certificate, PEM (PKCS #8, not encrypted)",
      required = false)
  String key() default "";

  @AttributeDefinition(
      name = "Session",
      description = "Somebody who does nothing for so long has to log in again: 1m to 1d")
  String session() default "30m";
}
