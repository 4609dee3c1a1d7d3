package io.understudy.arbitration;

import static java.util.Objects.requireNonNull;

import io.understudy.api.DeviceId;
import io.understudy.api.Reading;
import io.understudy.api.SettingsCheck.Objection;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of [DeviceConfig].
record DeviceSettings(DeviceId id, InetAddress address, int weight) {
  private static final int HEAVIEST = 100;

  /// @throws IllegalArgumentException naming PID, key, value and remedy
  static DeviceSettings of(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    DeviceSettings read = read(reading);
    reading.refuse();
    return requireNonNull(read);
  }

  static List<Objection> objections(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    read(reading);
    return reading.objections();
  }

  private static @Nullable DeviceSettings read(Reading reading) {
    DeviceId id = reading.required("name", "name the device, like router", DeviceId::new);
    InetAddress address =
        reading.required(
            "address", "write the device's address, like 10.0.0.254 or fd00::fe", Literal::parse);
    Integer weight = reading.optional("weight", 1, "use 1 to 100", DeviceSettings::weight);
    return id == null || address == null || weight == null
        ? null
        : new DeviceSettings(id, address, weight);
  }

  private static Integer weight(String text) {
    int weight = Integer.parseInt(text);
    if (weight < 1 || weight > HEAVIEST) {
      throw new IllegalArgumentException("it is out of range");
    }
    return weight;
  }
}
