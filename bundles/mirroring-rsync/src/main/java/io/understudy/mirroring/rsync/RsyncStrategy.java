package io.understudy.mirroring.rsync;

import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/// Carries a rule's data by Debian's rsync, fed with the names of what changed.
@Component(
    service = {MirrorStrategy.class, Reporting.class},
    configurationPid = RsyncSettings.PID)
@Designate(ocd = RsyncConfiguration.class)
public final class RsyncStrategy implements MirrorStrategy, Reporting {
  private final RsyncSettings settings;

  @Activate
  public RsyncStrategy(Map<String, Object> values) {
    this(RsyncSettings.of(values));
  }

  RsyncStrategy(RsyncSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "rsync";
  }

  @Override
  public Sender sender(MirroredTree source, Channel channel) {
    return new RsyncSender(settings, source, channel);
  }

  @Override
  public void receive(MirroredTree copy, Channel channel) throws IOException, InterruptedException {
    new RsyncReceiver(settings, copy, channel).serve();
  }

  @Override
  public List<Problem> problems() {
    return settings.installed()
        ? List.of()
        : List.of(
            new Problem(
                Problem.Severity.ALARM,
                "strategy rsync",
                "there is no program " + settings.program(),
                "apt install rsync"));
  }
}
