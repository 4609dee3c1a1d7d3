package io.understudy.osgitest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.AssertionFailedError;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.nat.internal.NativeTestContainerFactory;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/// Runs the tests of a class inside a framework: one framework a class, started with the options
/// of [Distribution]. The class is shipped into it as a bundle; out here its tests are only names.
/// Test classes and methods have to be public.
public final class InFramework
    implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {
  private static final ExtensionContext.Namespace PLACE =
      ExtensionContext.Namespace.create(InFramework.class);

  private record Running(
      TestContainer container, ExamSystem system, Map<String, TestAddress> tests) {}

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Class<?> type = context.getRequiredTestClass();
    List<Option> options = new ArrayList<>(Distribution.options(type.getSimpleName()));
    for (Class<?> library :
        List.of(Test.class, JUnitException.class, AssertionFailedError.class, API.class)) {
      String place = library.getProtectionDomain().getCodeSource().getLocation().toString();
      options.add(CoreOptions.bundle(place).start(false));
    }
    String gogo =
        CommandProcessor.class.getProtectionDomain().getCodeSource().getLocation().toString();
    options.add(CoreOptions.bundle(gogo).startLevel(5));
    ExamSystem system = PaxExamRuntime.createTestSystem(options.toArray(Option[]::new));
    TestContainer container =
        PaxExamRuntime.getTestContainerFactory(NativeTestContainerFactory.class).create(system)[0];
    container.start();
    TestProbeBuilder probe = system.createProbe();
    probe.setHeader("DynamicImport-Package", "*");
    Map<String, TestAddress> tests = new HashMap<>();
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .forEach(method -> tests.put(method.getName(), probe.addTest(type, method.getName())));
    container.installProbe(probe.build().getStream());
    context.getStore(PLACE).put(type, new Running(container, system, tests));
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    Class<?> type = context.getRequiredTestClass();
    Running running = context.getStore(PLACE).get(type, Running.class);
    try {
      running.container().call(running.tests().get(method.getExecutable().getName()));
    } catch (Throwable failed) {
      throw rootOf(failed);
    }
  }

  private static Throwable rootOf(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null
        && (root instanceof InvocationTargetException
            || root instanceof RuntimeException && !(root instanceof IllegalStateException))) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    Class<?> type = context.getRequiredTestClass();
    Running running = context.getStore(PLACE).get(type, Running.class);
    if (running != null) {
      running.container().stop();
      running.system().clear();
    }
  }
}
