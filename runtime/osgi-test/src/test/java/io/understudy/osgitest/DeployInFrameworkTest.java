package io.understudy.osgitest;

import static io.understudy.osgitest.Inside.await;
import static io.understudy.osgitest.Inside.home;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/// What becomes of jars in deploy/ that are good, bad, incomplete or signed by nobody.
@ExtendWith(InFramework.class)
public class DeployInFrameworkTest {
  private static final String SETTINGS = "config/io.understudy.deploy.cfg";

  @Inject private BundleContext context;

  @Test
  public void aComponentThatCanNotBeActivatedIsPutBack() throws Exception {
    probation();
    deploy(new Jar("fragile").version("1.0.0"));
    await(() -> serves("fragile", "1.0.0"));
    await(() -> kept("fragile"));
    deploy(new Jar("fragile").version("2.0.0").broken());
    Problem problem = await(() -> problem("bundle fragile"));
    assertTrue(problem.what().contains("broken on purpose"), problem.toString());
    assertTrue(problem.what().contains("the former one runs"), problem.toString());
    await(() -> serves("fragile", "1.0.0"));
    long before = bundle("fragile").getLastModified();
    Files.setLastModifiedTime(
        home().resolve("deploy/fragile.jar"), FileTime.from(Instant.now().plusSeconds(2)));
    Bundle again = await(() -> runs("fragile", before));
    assertEquals("1.0.0", again.getVersion().toString(), "the same jar isn't tried again");
    await(() -> serves("fragile", "1.0.0"));
    assertNotNull(problem("bundle fragile"));
    deploy(new Jar("fragile").version("2.0.1"));
    await(() -> serves("fragile", "2.0.1"));
    await(() -> problem("bundle fragile") == null ? "mended" : null);
  }

  /// It is the last good one: nothing would be gained by putting it back in its own place.
  @Test
  public void aJarThatPassedIsNotOnProbationAgain() throws Exception {
    probation();
    deploy(new Jar("proven").version("1.0.0"));
    await(() -> serves("proven", "1.0.0"));
    await(() -> kept("proven"));
    Bundle proven = await(() -> bundle("proven"));
    long before = proven.getLastModified();
    System.setProperty(Deployed.BROKEN_WORLD, "true");
    try {
      Files.setLastModifiedTime(
          home().resolve("deploy/proven.jar"), FileTime.from(Instant.now().plusSeconds(2)));
      await(() -> proven.getLastModified() > before ? "taken again" : null);
      deploy(new Jar("contrast").version("1.0.0"));
      await(() -> problem("bundle contrast"));
      assertNull(problem("bundle proven"), "it isn't the jar's fault");
    } finally {
      System.clearProperty(Deployed.BROKEN_WORLD);
    }
  }

  @Test
  public void aComponentThatWorkedAndDoesNotAnyMoreIsPutBack() throws Exception {
    probation();
    deploy(new Jar("choosy").version("1.0.0"));
    await(() -> serves("choosy", "1.0.0"));
    await(() -> kept("choosy"));
    deploy(new Jar("choosy").version("2.0.0").needs("org.nowhere.Service"));
    Problem problem = await(() -> problem("bundle choosy"));
    assertTrue(problem.what().contains("worked before"), problem.toString());
    await(() -> serves("choosy", "1.0.0"));
  }

  @Test
  public void whatABundleLacksIsToldAndItStartsWhenThatComes() throws Exception {
    ready();
    deploy(new Jar("hungry").version("1.0.0").header("Import-Package: org.food;version=\"[1,2)\""));
    Problem problem = await(() -> problem("bundle hungry"));
    assertTrue(problem.what().contains("package org.food"), problem.toString());
    assertTrue(problem.what().contains("version>=1.0.0 version<2.0.0"), problem.toString());
    deploy(new Jar("kitchen").header("Export-Package: org.food;version=\"1.4\""));
    await(() -> serves("hungry", "1.0.0"));
    await(() -> problem("bundle hungry") == null ? "resolved" : null);
  }

  @Test
  public void anUpdateThatDoesNotResolveIsPutBackAtOnce() throws Exception {
    probation();
    deploy(new Jar("moody").version("1.0.0"));
    await(() -> serves("moody", "1.0.0"));
    await(() -> kept("moody"));
    deploy(new Jar("moody").version("2.0.0").header("Import-Package: org.nowhere"));
    Problem problem = await(() -> problem("bundle moody"));
    assertTrue(problem.what().contains("nobody provides package org.nowhere"), problem.toString());
    await(() -> serves("moody", "1.0.0"));
    Files.delete(home().resolve("deploy/moody.jar"));
    await(() -> bundle("moody") == null ? "gone" : null);
    await(() -> problem("bundle moody") == null ? "forgotten" : null);
  }

  @Test
  public void whereSignaturesAreAskedForOthersAreNotTaken() throws Exception {
    ready();
    Path keys = Files.createDirectory(home().resolve("data/signers"));
    Path certificate = keys.resolve("ops.pem");
    String store = keys.resolve("ops.p12").toString();
    String[] common = {"-keystore", store, "-storepass", "not-secret", "-alias", "ops"};
    tool("keytool", common, "-genkeypair", "-keyalg", "EC", "-dname", "CN=Operations");
    tool("keytool", common, "-exportcert", "-rfc", "-file", certificate.toString());
    Files.writeString(home().resolve(SETTINGS), "probation = 2s\nsigners = " + certificate + "\n");
    await(() -> installer("(signers=%s)".formatted(certificate)));
    deploy(new Jar("stranger").version("1.0.0"));
    Problem problem = await(() -> problem("stranger.jar"));
    assertTrue(problem.what().contains("isn't signed"), problem.toString());
    assertEquals(null, bundle("stranger"));
    Path signed = new Jar("friend").version("1.0.0").write();
    tool(
        "jarsigner",
        new String[] {"-keystore", store, "-storepass", "not-secret"},
        signed.toString(),
        "ops");
    move(signed, "friend");
    await(() -> serves("friend", "1.0.0"));
    byte[] taken = Files.readAllBytes(home().resolve("deploy/friend.jar"));
    deploy(new Jar("friend").version("2.0.0"));
    await(() -> problem("friend.jar"));
    assertArrayEquals(
        taken, Files.readAllBytes(await(() -> kept("friend"))), "what was on probation is kept");
    probation();
    await(() -> installer("(&(probation=2s)(!(signers=*)))"));
  }

  /// {@return the installer, if its settings are these}
  private @Nullable Object installer(String settings) {
    return service("org.apache.felix.fileinstall.ArtifactInstaller", settings);
  }

  private static void tool(String name, String[] common, String... rest) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    command.addAll(Arrays.asList(common));
    command.addAll(Arrays.asList(rest));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  /// Pax Exam's framework stops at level 5, a node's goes to where deployed bundles are.
  private void ready() throws InterruptedException {
    FrameworkStartLevel levels =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
    levels.setStartLevel(10);
    await(() -> levels.getStartLevel() == 10 ? "there" : null);
  }

  private void probation() throws IOException, InterruptedException {
    ready();
    Files.writeString(home().resolve(SETTINGS), "probation = 2s\n");
  }

  /// A bundle with one component.
  private static final class Jar {
    private final String name;
    private String version = "1.0.0";
    private String more = "";
    private String reference = "";
    private boolean broken;

    Jar(String name) {
      this.name = name;
    }

    Jar version(String given) {
      version = given;
      return this;
    }

    Jar header(String line) {
      more += line + "\n";
      return this;
    }

    Jar needs(String service) {
      reference = "<reference name='it' interface='%s'/>".formatted(service);
      return this;
    }

    Jar broken() {
      broken = true;
      return this;
    }

    Path write() throws IOException {
      String manifest =
          """
          Manifest-Version: 1.0
          Bundle-ManifestVersion: 2
          Bundle-SymbolicName: %s
          Bundle-Version: %s
          Service-Component: OSGI-INF/component.xml
          """
              .formatted(name, version);
      String component =
          """
          <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%s" immediate="true">
            <property name="made" value="%s %s"/>
            <service><provide interface="java.util.function.Supplier"/></service>
            %s
            <implementation class="%s"/>
          </scr:component>
          """
              .formatted(name, name, version, reference, Deployed.class.getName());
      Path file = home().resolve("data/" + name + ".jar.new");
      try (OutputStream out = Files.newOutputStream(file);
          JarOutputStream jar =
              new JarOutputStream(
                  out, new Manifest(new ByteArrayInputStream((manifest + more).getBytes(UTF_8))));
          InputStream type = Deployed.class.getResourceAsStream("Deployed.class")) {
        String path = Deployed.class.getName().replace('.', '/');
        entry(jar, path + ".class", type.readAllBytes());
        entry(jar, "OSGI-INF/component.xml", component.getBytes(UTF_8));
        if (more.contains("Export-Package")) {
          entry(jar, "org/food/menu.txt", new byte[0]);
        }
        if (broken) {
          entry(jar, path.replaceFirst("\\w+$", Deployed.BROKEN), new byte[0]);
        }
      }
      return file;
    }

    private static void entry(JarOutputStream jar, String name, byte[] content) throws IOException {
      jar.putNextEntry(new JarEntry(name));
      jar.write(content);
    }
  }

  private static void deploy(Jar jar) throws IOException {
    move(jar.write(), jar.name);
  }

  private static void move(Path jar, String name) throws IOException {
    Files.move(jar, home().resolve("deploy/" + name + ".jar"), StandardCopyOption.ATOMIC_MOVE);
  }

  private @Nullable Object serves(String name, String version) {
    return service(Supplier.class.getName(), "(made=%s %s)".formatted(name, version));
  }

  private @Nullable Object service(String type, String filter) {
    try {
      ServiceReference<?>[] found = context.getServiceReferences(type, filter);
      return found == null ? null : context.getService(found[0]);
    } catch (InvalidSyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static @Nullable Path kept(String name) {
    Path file = home().resolve("data/bundles/" + name + ".jar");
    return Files.exists(file) ? file : null;
  }

  /// {@return the bundle, if it was taken again since then, and runs}
  private @Nullable Bundle runs(String name, long before) {
    Bundle found = bundle(name);
    return found != null && found.getLastModified() > before && found.getState() == Bundle.ACTIVE
        ? found
        : null;
  }

  private @Nullable Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElse(null);
  }

  private @Nullable Problem problem(String subject) {
    return Inside.problem(context, subject);
  }
}
