package org.estats.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.estats.ConnectionText;
import org.estats.Endpoint;
import org.estats.EstatsException;

/// The server: guards every request, finds who answers it, and says what went wrong.
public final class HttpService implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("org.estats.server");
  private static final int BACKLOG = 1024;
  private static final int PATH_CHARACTERS_MAX = 2048;

  /// So much of a body that nobody wants is taken, so that the one who sends it hears the answer.
  private static final int DISCARDED_BYTES_MAX = 16 << 20;

  private static final int DISCARD_MILLIS_MAX = 5_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SlowClients slowClients = new SlowClients();
  private final Turns turns = new Turns();
  private final RefusalLog refusals = new RefusalLog();
  private final Pages pages = new Pages();
  private final Guard guard;
  private final List<Route> routes;
  private final boolean hasAdmin;

  static {
    // The JDK's server reads these once. Without the first, small answers wait for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.timerMillis", "1000");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "100");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "32768");
    System.setProperty("sun.net.httpserver.idleInterval", "30");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "256");
    System.setProperty("jdk.httpserver.maxConnections", "4096");
  }

  private HttpService(HttpServer server, Guard guard, List<Route> routes, boolean hasAdmin) {
    this.server = server;
    this.guard = guard;
    this.routes = List.copyOf(routes);
    this.hasAdmin = hasAdmin;
  }

  /// Begins to listen; answers come once it is started.
  ///
  /// @param tls empty for plain HTTP
  /// @param hasAdmin whether there is a token for switching at all
  /// @throws EstatsException FAILED if the address is taken, or is none of this host's
  public static HttpService bind(
      InetSocketAddress listen,
      Optional<SSLContext> tls,
      Guard guard,
      List<Route> routes,
      boolean hasAdmin) {
    try {
      HttpServer server;
      if (tls.isPresent()) {
        HttpsServer secure = HttpsServer.create(listen, BACKLOG);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        server = secure;
      } else {
        server = HttpServer.create(listen, BACKLOG);
      }
      HttpService service = new HttpService(server, guard, routes, hasAdmin);
      server.setExecutor(service.threads);
      server.createContext("/", service::handle);
      return service;
    } catch (BindException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          "cannot listen on "
              + new Endpoint(listen.getAddress(), listen.getPort())
              + ": "
              + e.getMessage(),
          "another daemon may be running; or choose another port: --listen 127.0.0.1:8378");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Begins to answer.
  public void start() {
    server.start();
  }

  /// The port.
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (SlowClients.Progress progress = slowClients.begin()) {
      handle(exchange, progress);
    }
    exchange.close(); // not after a failure: that would end an answer as if it were whole
  }

  /// @throws IOException if an answer broke off: then the connection is dropped
  private void handle(HttpExchange exchange, SlowClients.Progress progress) throws IOException {
    try {
      Answer answer = new Answer(exchange, progress, turns);
      try {
        answer(exchange, answer);
      } catch (Refusal e) {
        refuse(exchange, answer, progress, e);
      } catch (EstatsException e) {
        refuse(exchange, answer, progress, Refusal.of(e));
      } catch (OutOfMemoryError e) { // it has given back what it held
        Refusal tooMuch = new Refusal(503, "BUSY", "there is no memory for it", "ask for less");
        refuse(exchange, answer, progress, tooMuch);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "unforeseen path=" + exchange.getRequestURI().getPath(), e);
        refuse(
            exchange,
            answer,
            progress,
            new Refusal(503, "FAILED", "this daemon failed at it", "its log says more"));
      }
    } catch (IOException e) { // the client has gone, or was cut off, or an answer broke off
      if (progress.wasCut()) {
        refusals.log(address(exchange), Refusal.tooSlow());
      }
      throw e;
    }
  }

  private static String address(HttpExchange exchange) {
    return ConnectionText.of(exchange.getRemoteAddress().getAddress());
  }

  private void refuse(
      HttpExchange exchange, Answer answer, SlowClients.Progress progress, Refusal refusal)
      throws IOException {
    refusals.log(address(exchange), refusal);
    if (exchange.getResponseCode() != -1) {
      throw new IOException("an answer broke off");
    }
    progress.begin(DISCARD_MILLIS_MAX);
    if (!isTooLongToDiscard(exchange)) {
      InputStream body = exchange.getRequestBody();
      long left = DISCARDED_BYTES_MAX;
      byte[] piece = new byte[1 << 13];
      for (int n = 0; n >= 0 && left > 0; left -= n) {
        n = body.read(piece);
      }
    }
    answer.refuse(refusal);
  }

  /// Of what is announced to be longer nothing is waited for.
  private static boolean isTooLongToDiscard(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    return length != null && (length.length() > 9 || Long.parseLong(length) > DISCARDED_BYTES_MAX);
  }

  private void answer(HttpExchange exchange, Answer answer) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path == null || path.length() > PATH_CHARACTERS_MAX) {
      throw Refusal.invalid("the path is too long, or none", "");
    }
    Guard.Rights rights = guard.check(exchange);
    String method = exchange.getRequestMethod();
    List<String> others = new ArrayList<>();
    for (Route route : routes) {
      Optional<String> name = route.match(path);
      if (name.isPresent() && route.takes(method)) {
        permit(route, rights, exchange);
        route.handler().answer(new Question(exchange, rights), name.get(), answer);
        return;
      }
      name.ifPresent(n -> others.add(route.method()));
    }
    boolean isGet = method.equals("GET") || method.equals("HEAD");
    if (others.isEmpty() && isGet) {
      String accepted =
          exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of("")).getFirst();
      if (pages.send(path, accepted, answer)) {
        return;
      }
    }
    if (others.isEmpty()) {
      throw Refusal.notFound("there is nothing here", "see /api/v1/openapi.json");
    }
    answer.header("Allow", String.join(", ", others));
    throw new Refusal(405, "NOT_ALLOWED", method + " is not for this path", "");
  }

  private void permit(Route route, Guard.Rights rights, HttpExchange exchange) {
    boolean hasToken = exchange.getRequestHeaders().containsKey("Authorization");
    switch (route.right()) {
      case NONE -> {}
      case READ -> {
        if (!rights.read()) {
          throw new Refusal(401, "UNAUTHENTICATED", "a token is needed", "send it as Bearer");
        }
      }
      case SET -> {
        if (!rights.set() && hasAdmin && !hasToken) {
          throw new Refusal(
              401, "UNAUTHENTICATED", "the admin token is needed", "send it as Bearer");
        }
        if (!rights.set()) {
          throw new Refusal(
              403,
              "ACCESS_DENIED",
              hasAdmin ? "this token is for reading" : "this daemon lets nobody switch",
              hasAdmin ? "use the admin token" : "set admin-token-file in its configuration");
        }
      }
    }
  }

  /// Stops answering; those who are being answered have a second.
  @Override
  public void close() {
    server.stop(1);
    threads.shutdownNow();
    slowClients.close();
    turns.close();
  }
}
