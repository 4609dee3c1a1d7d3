package io.understudy.osgitest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;

/// The commands in Gogo, on a node whose engine isn't there.
@ExtendWith(InFramework.class)
public class GogoInFrameworkTest {
  @Inject private BundleContext context;

  private Object run(String line) throws Exception {
    CommandProcessor gogo = context.getService(context.getServiceReference(CommandProcessor.class));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CommandSession session =
        gogo.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
      return session.execute(line);
    }
  }

  @Test
  public void commandsAreThereInTheirScope() throws Exception {
    assertTrue(run("understudy:version").toString().startsWith("Understudy "));
    assertTrue(run("version").toString().startsWith("Understudy "));
    assertEquals("", run("understudy:alarm list"));
  }

  @Test
  public void whatFailsSaysWhy() {
    String why =
        assertThrows(IllegalStateException.class, () -> run("understudy:safety")).getMessage();
    assertTrue(why.contains("the engine isn't there"), why);
  }

  @Test
  public void whatIsNotUnderstoodSaysWhatWouldBe() {
    String why =
        assertThrows(IllegalArgumentException.class, () -> run("understudy:maintenance"))
            .getMessage();
    assertTrue(why.contains("use: understudy maintenance on|off"), why);
    assertThrows(IllegalArgumentException.class, () -> run("understudy:events --follow"));
  }
}
