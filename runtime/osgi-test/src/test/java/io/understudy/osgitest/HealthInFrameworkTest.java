package io.understudy.osgitest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/// The health checks are found as an executor finds them.
@ExtendWith(InFramework.class)
public class HealthInFrameworkTest {
  @Inject private BundleContext context;

  @Test
  public void fiveChecksAreThereWithTheirTags() throws Exception {
    Set<String> kinds = new TreeSet<>();
    for (ServiceReference<?> one :
        context.getAllServiceReferences(
            "org.apache.felix.hc.api.HealthCheck", "(hc.tags=understudy)")) {
      String[] tags = (String[]) one.getProperty("hc.tags");
      kinds.add(tags[1]);
    }
    assertEquals(Set.of("contact", "ownership", "fencing", "problems", "mirror"), kinds);
  }
}
