package io.understudy.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes command lines from the control socket: one a connection, a bounded number at a time, each
/// within its time.
@Component(
    service = {},
    immediate = true)
public final class ControlServer {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int MOST_AT_ONCE = 16;
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

  private final Commands commands;
  private final ControlSocket socket;
  private final Semaphore slots = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  @Activate
  public ControlServer(BundleContext context, @Reference Commands commands) throws IOException {
    this(commands, Path.of(context.getProperty("understudy.home"), "data"));
  }

  ControlServer(Commands commands, Path data) throws IOException {
    this.commands = commands;
    this.socket = ControlSocket.open(data);
    Thread.ofVirtual().name("control").start(this::listen);
  }

  @Deactivate
  void close() throws IOException {
    socket.close();
    workers.shutdownNow();
  }

  private void listen() {
    try {
      while (true) {
        SocketChannel channel = socket.accept();
        workers.execute(() -> serve(channel));
      }
    } catch (AsynchronousCloseException closed) {
      // Deactivated.
    } catch (IOException broken) {
      LOG.error("commands can't be taken any more: {}; restart the node", broken.toString());
    }
  }

  private void serve(SocketChannel channel) {
    FramedReply reply = new FramedReply(channel);
    try (channel) {
      reply.exit(answer(channel, reply));
    } catch (UncheckedIOException | ClosedChannelException gone) {
      LOG.debug("a client went away: {}", gone.toString());
    } catch (IOException failed) {
      LOG.warn("a command could not be answered: {}", failed.toString());
    }
  }

  private ExitCode answer(SocketChannel channel, Reply reply) throws IOException {
    if (!slots.tryAcquire()) {
      reply.error("more than " + MOST_AT_ONCE + " commands at once; try again later");
      return ExitCode.FAILED;
    }
    try {
      Request request = within(REQUEST_LIMIT, () -> Request.read(channel));
      try {
        return within(commands.limit(request), () -> commands.run(request, reply));
      } catch (TimeoutException late) {
        reply.error(
            "no answer within %d s; whether it happened is unknown: look at 'understudy status'"
                .formatted(commands.limit(request).toSeconds()));
        return ExitCode.UNKNOWN;
      }
    } catch (UsageException wrong) {
      reply.error(wrong.getMessage());
      return ExitCode.USAGE;
    } catch (InterruptedException ending) {
      reply.error("the command bundle is being replaced; try again");
      return ExitCode.UNKNOWN;
    } catch (TimeoutException silent) {
      throw new IOException("no request within " + REQUEST_LIMIT, silent);
    } finally {
      slots.release();
    }
  }

  private <T> T within(Duration limit, Callable<T> work)
      throws IOException, UsageException, InterruptedException, TimeoutException {
    Future<T> future = workers.submit(work);
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case UsageException wrong -> throw wrong;
        case IOException broken -> throw broken;
        case UncheckedIOException broken -> throw broken;
        case InterruptedException ending -> throw ending;
        case null, default -> throw new IOException(failed.getCause());
      }
    } finally {
      future.cancel(true);
    }
  }
}
