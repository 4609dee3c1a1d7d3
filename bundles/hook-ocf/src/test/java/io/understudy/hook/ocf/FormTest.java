package io.understudy.hook.ocf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class FormTest {
  @TempDir Path folder;
  private Agent agent;
  private Metadata metadata;

  @BeforeEach
  void read() throws Exception {
    ScriptedAgent.in(folder);
    agent = Agent.of(ScriptedAgent.NAME, folder);
    metadata = new AgentCatalog().read(agent).orElseThrow();
  }

  private static List<String> ids(AttributeDefinition[] all) {
    return Arrays.stream(all).map(AttributeDefinition::getID).toList();
  }

  @Test
  void anAgentsFormHasItsParameters() {
    Form form = Form.of("some.pid", agent, metadata);
    assertEquals("a service for tests", form.getDescription());
    AttributeDefinition[] all = form.getAttributeDefinitions(ObjectClassDefinition.ALL);
    assertEquals(List.of("place", "slowness"), ids(all));
    assertEquals(AttributeDefinition.INTEGER, all[1].getType());
    assertArrayEquals(new String[] {"0"}, all[1].getDefaultValue());
    assertNull(all[0].getDefaultValue());
    assertEquals(
        List.of("place"), ids(form.getAttributeDefinitions(ObjectClassDefinition.REQUIRED)));
  }

  @Test
  void theFormOfTheFactoryExplainsTheParametersOfTheAgentsInUse() {
    Form own =
        Form.parse(
            new ByteArrayInputStream(
                """
                <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
                  <OCD id="x" name="Agent" description="runs">
                    <AD id="name" type="String" required="true" name="Name" description="what"/>
                    <AD id="parameters" type="String" required="false" default="" name="P"
                        description="name=value"/>
                  </OCD>
                </metatype:MetaData>
                """
                    .getBytes(StandardCharsets.UTF_8)));
    Form form = own.explaining(Map.of(agent, metadata));
    AttributeDefinition[] all = form.getAttributeDefinitions(ObjectClassDefinition.ALL);
    assertEquals(List.of("name", "parameters"), ids(all));
    assertEquals(
        "name=value. ocf:test:Service takes place (needed): where it is; "
            + "slowness: seconds that a start takes [0]",
        all[1].getDescription());
    assertTrue(own.explaining(Map.of()).fields().equals(own.fields()));
  }
}
