package io.understudy.console;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The files of the cluster page.
@Component(
    service = PageFiles.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.resource.pattern=/understudy/page/*",
      "osgi.http.whiteboard.resource.prefix=/io/understudy/console/page"
    })
public final class PageFiles {
  @Activate
  public PageFiles() {}
}
