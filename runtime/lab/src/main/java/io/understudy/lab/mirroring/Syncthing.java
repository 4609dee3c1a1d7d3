package io.understudy.lab.mirroring;

import io.understudy.lab.Command;
import io.understudy.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// syncthing on both nodes, straight to each other, watching with a delay of one second.
final class Syncthing extends LaunchedCopier {
  private static final Pattern IDENTITY = Pattern.compile("<device id=\"([A-Z0-9-]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  Syncthing(Site site) {
    super(site, "syncthing");
  }

  @Override
  public void begin() {
    Map<Node, String> identities = new LinkedHashMap<>();
    for (Node node : site.lab().nodes()) {
      identities.put(node, generate(home(node)));
    }
    for (Node node : site.lab().nodes()) {
      configure(node, identities);
      launch(
          node,
          "syncthing-" + node,
          "env",
          "HOME=" + home(node),
          "STNOUPGRADE=1",
          "syncthing",
          "serve",
          "--home=" + home(node),
          "--no-browser",
          "--no-restart");
    }
  }

  private Path home(Node node) {
    return site.scratch().resolve("syncthing-" + node);
  }

  /// {@return the new identity}
  private static String generate(Path home) {
    String folder = home.toString();
    List<String> line =
        List.of("env", "HOME=" + folder, "syncthing", "generate", "--home=" + folder);
    Command.Result result = Command.attempt(line, "", PATIENCE);
    try {
      Matcher identity = IDENTITY.matcher(Files.readString(home.resolve("config.xml")));
      if (!identity.find()) {
        throw new IllegalStateException("syncthing: " + result.output());
      }
      return identity.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(result.output(), e);
    }
  }

  private void configure(Node node, Map<Node, String> identities) {
    StringBuilder devices = new StringBuilder();
    StringBuilder members = new StringBuilder();
    identities.forEach(
        (peer, identity) -> {
          devices.append(
              "<device id=\"%s\" name=\"%s\"><address>tcp://%s:22000</address></device>\n"
                  .formatted(identity, peer, Site.address(peer)));
          members.append("<device id=\"%s\"></device>\n".formatted(identity));
        });
    boolean sends = node == site.from();
    String settings =
        """
        <configuration version="35">
          <folder id="data" label="data" path="%s" type="%s" rescanIntervalS="3600"
              fsWatcherEnabled="true" fsWatcherDelayS="1" ignorePerms="false">
            <filesystemType>basic</filesystemType>
            %s
            <syncOwnership>true</syncOwnership><syncXattrs>true</syncXattrs>
            <sendOwnership>true</sendOwnership><sendXattrs>true</sendXattrs>
          </folder>
          %s
          <gui enabled="false"></gui>
          <options>
            <listenAddress>tcp://%s:22000</listenAddress>
            <globalAnnounceEnabled>false</globalAnnounceEnabled>
            <localAnnounceEnabled>false</localAnnounceEnabled>
            <relaysEnabled>false</relaysEnabled>
            <natEnabled>false</natEnabled>
            <reconnectionIntervalS>1</reconnectionIntervalS>
            <startBrowser>false</startBrowser>
            <urAccepted>-1</urAccepted>
            <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
            <crashReportingEnabled>false</crashReportingEnabled>
          </options>
        </configuration>
        """
            .formatted(
                sends ? site.source() : site.copy(),
                sends ? "sendonly" : "receiveonly",
                members,
                devices,
                Site.address(node));
    try {
      Files.writeString(home(node).resolve("config.xml"), settings);
      Files.createDirectories((sends ? site.source() : site.copy()).resolve(".stfolder"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean ownName(String name) {
    return name.startsWith(".stfolder") || name.startsWith(".syncthing.");
  }
}
