package io.understudy.web;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The files of the log-in page, which everybody may load.
@Component(
    service = PageFiles.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.resource.pattern=/understudy/web/*",
      "osgi.http.whiteboard.resource.prefix=/io/understudy/web/page"
    })
public final class PageFiles {
  @Activate
  public PageFiles() {}
}
