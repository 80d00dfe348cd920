package org.estats.server.api;

import java.util.ArrayList;
import java.util.List;
import org.estats.server.http.Pages;
import org.estats.server.http.Route;
import org.estats.server.metrics.MetricsRoute;
import org.estats.server.sample.Fold;

/// All routes.
public final class Api {

  private Api() {}

  /// The routes of a daemon.
  public static List<Route> routes(Parts parts) {
    PageCache pages = new PageCache();
    Written written = new Written();
    ConnectionRoutes connections =
        new ConnectionRoutes(parts.live(), parts.series(), parts.ended(), pages, written);
    EventRoute events = new EventRoute(parts.live(), parts.ended(), connections, pages, written);
    HealthRoutes health = new HealthRoutes(parts, events::streams);
    Fold.Bits bits =
        new Fold.Bits(
            parts.configuration().metrics().remoteBits4(),
            parts.configuration().metrics().remoteBits6());
    List<Route> all = new ArrayList<>();
    all.addAll(connections.routes());
    all.addAll(events.routes());
    all.addAll(new GroupRoute(parts.live(), bits).routes());
    all.addAll(new ClosedRoute(parts.ended(), () -> isRecording(parts)).routes());
    all.addAll(new VerdictRoute(parts.live()).routes());
    all.addAll(new SetRoutes(parts.live(), parts.source(), parts.watching()).routes());
    all.addAll(new QueryRoute(parts.history()).routes());
    all.addAll(health.routes());
    all.addAll(new CatalogueRoute().routes());
    all.addAll(new BundleRoute(parts, health).routes());
    all.addAll(
        new PageRoute(new Pages(), parts.live(), parts.ended(), connections, pages, written)
            .routes());
    all.add(new MetricsRoute(parts.metrics()).route());
    return all;
  }

  private static boolean isRecording(Parts parts) {
    return parts.history().map(h -> h.state().isRecording()).orElse(false);
  }
}
