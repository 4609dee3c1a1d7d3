package io.understudy.fencing.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.SettingsCheck.Objection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class AgentMetadataTest {
  private static final String XML =
      """
      a warning of some library
      <?xml version="1.0" ?>
      <!DOCTYPE resource-agent SYSTEM "file:///etc/hostname">
      <resource-agent name="fence_script" shortdesc="Fence agent for a test">
      <longdesc>More &amp; more.</longdesc>
      <parameters>
        <parameter name="action" required="1"><content type="string" default="reboot"/></parameter>
        <parameter name="ip" required="1" obsoletes="ipaddr"><content type="string"/>
          <shortdesc lang="en">Address of the device</shortdesc></parameter>
        <parameter name="ipaddr" required="1" deprecated="1"><content type="string"/>
          <shortdesc lang="en">Address of the device</shortdesc></parameter>
        <parameter name="method"><content type="select" default="onoff">
          <option value="onoff"/><option value="cycle"/></content>
          <shortdesc lang="en">Method to fence</shortdesc></parameter>
        <parameter name="login_timeout"><content type="second" default="5"/>
          <shortdesc lang="en">Wait for login</shortdesc></parameter>
        <parameter name="passwd"><content type="string"/>
          <shortdesc lang="en">Password</shortdesc></parameter>
      </parameters>
      <actions><action name="off"/></actions>
      </resource-agent>
      """;

  @TempDir Path folder;
  private final AgentCatalog catalog = new AgentCatalog();

  @AfterEach
  void close() {
    catalog.close();
  }

  private static AgentMetadata known() {
    return MetadataReader.read(XML).orElseThrow();
  }

  private Script script() throws Exception {
    return Script.but(folder, "metadata", "cat <<'END'\n" + XML + "END\n");
  }

  private static List<String> keys(List<Objection> objections) {
    return objections.stream().map(Objection::key).toList();
  }

  @Test
  void objectsToUnknownAndMissingParameters() {
    assertEquals(List.of(), known().objections(Map.of("ip", "1", "login-timeout", "3"), Set.of()));
    assertEquals(List.of(), known().objections(Map.of("ipaddr", "1"), Set.of()), "its old name");
    List<Objection> wrong = known().objections(Map.of("plug", "1"), Set.of());
    assertEquals(2, wrong.size(), wrong::toString);
    assertTrue(wrong.getFirst().remedy().contains("ip, method, login_timeout"), wrong::toString);
    assertTrue(wrong.getLast().what().contains("'ip' is missing"), wrong::toString);
    assertEquals(1, known().objections(Map.of("ip", "1", "method", "magic"), Set.of()).size());
  }

  @Test
  void aPasswordGoesByTheNameThatTheAgentHasForIt() {
    assertEquals("passwd", known().secret("password").orElseThrow());
    assertEquals(List.of(), known().objections(Map.of("ip", "1"), Set.of("password")));
    assertEquals(
        List.of("passwordFile"),
        keys(known().objections(Map.of("ip", "1"), Set.of("snmp_priv_passwd"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no metadata",
        "<resource-agent><parameters><parameter name='a'>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a><parameter name='&b;'/></a>",
        "<resource-agent/>"
      })
  void rubbishIsNoMetadata(String text) {
    assertTrue(MetadataReader.read(text).isEmpty());
  }

  @Test
  void theCheckKnowsTheParametersOnceTheAgentToldThem() throws Exception {
    Script script = script();
    Map<String, Object> values = script.settings("parameters", "plug=3");
    assertEquals(
        List.of(),
        AgentSettingsCheck.objections(values, folder, catalog),
        "nobody waits for the agent");
    await()
        .untilAsserted(
            () ->
                assertEquals(
                    List.of("parameters", "parameters"),
                    keys(AgentSettingsCheck.objections(values, folder, catalog))));
  }

  @Test
  void aProgramIsAskedOnceUntilItChanges() throws Exception {
    Script script = script();
    await().until(() -> catalog.find(script.program()).isPresent());
    catalog.find(script.program());
    assertEquals(List.of("action=metadata"), script.heard());
    Files.setLastModifiedTime(script.program(), FileTime.fromMillis(1_000_000_000_000L));
    assertTrue(catalog.find(script.program()).isEmpty());
    await().until(() -> catalog.find(script.program()).isPresent());
    assertEquals(2, script.heard().size());
  }

  @Test
  void anAgentThatTellsNothingIsNotAskedAgain() throws Exception {
    Script script = Script.but(folder, "metadata", "head -c 2000000 /dev/zero");
    assertTrue(catalog.find(script.program()).isEmpty());
    await().until(() -> Files.exists(script.file("environment")));
    assertTrue(catalog.find(script.program()).isEmpty());
    assertEquals(1, script.heard().size());
  }

  @Test
  void aSecretThatTheAgentDoesNotKnowIsNotTold() throws Exception {
    Script script = script();
    Path file = folder.resolve("passwords");
    Files.writeString(file, "hunter2\nother_passwd=x\n");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    AgentFence fence =
        new AgentFence(
            script.settings("parameters", "ip=1", "passwordFile", file.toString()),
            folder,
            catalog);
    await().until(() -> catalog.find(script.program()).isPresent());
    fence.test();
    assertTrue(script.heard().contains("passwd=hunter2"), script.heard()::toString);
    assertFalse(
        script.heard().stream().anyMatch(line -> line.matches("password=.*|other_.*")),
        script.heard()::toString);
  }

  @Test
  void anAgentsFormHasItsParametersWithDefaultsAndChoices() {
    AgentForm form = AgentForm.of("some.pid", "fence_script", known());
    assertEquals("Fence agent for a test", form.getDescription());
    AttributeDefinition[] all = form.getAttributeDefinitions(ObjectClassDefinition.ALL);
    assertEquals(
        List.of("ip", "method", "login_timeout", "passwd"),
        Stream.of(all).map(AttributeDefinition::getID).toList());
    assertArrayEquals(new String[] {"onoff", "cycle"}, all[1].getOptionValues());
    assertArrayEquals(new String[] {"onoff"}, all[1].getDefaultValue());
    assertEquals(AttributeDefinition.INTEGER, all[2].getType());
    assertEquals(AttributeDefinition.PASSWORD, all[3].getType());
    assertEquals(
        List.of("ip"),
        Stream.of(form.getAttributeDefinitions(ObjectClassDefinition.REQUIRED))
            .map(AttributeDefinition::getID)
            .toList());
  }

  @Test
  void theFormOfTheFactoryExplainsTheParametersOfTheAgentsInUse() {
    AgentForm own =
        AgentForm.parse(
            """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="x" name="Fence" description="cuts">
                <AD id="name" type="String" required="true" name="Name" description="what"/>
                <AD id="level" type="Integer" required="false" default="2" name="Level"/>
                <AD id="parameters" type="String" required="false" default="" name="P"
                    description="name=value"/>
              </OCD>
            </metatype:MetaData>
            """);
    AgentForm form = own.explaining(Map.of(Path.of("/usr/sbin/fence_script"), known()));
    AttributeDefinition[] all = form.getAttributeDefinitions(ObjectClassDefinition.ALL);
    assertEquals(
        List.of("name", "level", "parameters"),
        Arrays.stream(all).map(AttributeDefinition::getID).toList());
    String words = all[2].getDescription();
    assertTrue(words.contains("ip (needed): Address of the device"), words);
    assertTrue(words.contains("method: Method to fence: onoff | cycle [onoff]"), words);
    assertFalse(words.contains("passwd"), words);
  }
}
