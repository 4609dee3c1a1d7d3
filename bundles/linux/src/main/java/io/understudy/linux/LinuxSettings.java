package io.understudy.linux;

import io.understudy.api.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/// What can be set about the kernel.
///
/// @param lockMemory keep the process's memory from being swapped out
/// @param nft path of the `nft` program; empty: searched
record LinuxSettings(boolean lockMemory, String nft) {
  static final String PID = "io.understudy.linux";

  @ObjectClassDefinition(
      name = "Understudy: Linux kernel",
      description = "Process and kernel; all settings have defaults")
  @interface Keys {
    @AttributeDefinition(
        name = "lock.memory",
        description = "on: memory is never swapped out, so the node can't stall on a disk",
        required = false)
    String lock_memory() default "on";

    @AttributeDefinition(
        name = "nft",
        description = "path of the nft program; empty: /usr/sbin/nft or wherever it is",
        required = false)
    String nft() default "";
  }

  static LinuxSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    String nft = settings.text("nft").orElse("");
    if (!nft.isEmpty() && !(nft.startsWith("/") && Files.isExecutable(Path.of(nft)))) {
      throw settings.refuse(
          "nft",
          "'%s' is no program".formatted(nft),
          "give the full path of nft, like /usr/sbin/nft, or leave the key out");
    }
    return new LinuxSettings(settings.flag("lock.memory", true), nft);
  }
}
