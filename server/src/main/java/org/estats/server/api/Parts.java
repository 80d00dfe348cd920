package org.estats.server.api;

import java.time.Instant;
import java.util.Optional;
import org.estats.EstatsSource;
import org.estats.server.config.Configuration;
import org.estats.server.history.History;
import org.estats.server.host.Alarms;
import org.estats.server.host.OwnCost;
import org.estats.server.metrics.Metrics;
import org.estats.server.sample.EndedLog;
import org.estats.server.sample.Live;
import org.estats.server.sample.Sampler;
import org.estats.server.sample.Watching;
import org.estats.server.series.SeriesStore;

/// The parts of the daemon, of which the routes tell.
///
/// @param configuration what it was told when it began
/// @param version its version
/// @param started when it began
/// @param source where statistics come from
/// @param live the newest board
/// @param series what has become of connections
/// @param ended what has ended
/// @param sampler who looks
/// @param watching who switches on
/// @param history what is on disk; empty if nothing is
/// @param alarms what does not work
/// @param cost what it costs
/// @param metrics what it tells Prometheus
public record Parts(
    Configuration configuration,
    String version,
    Instant started,
    EstatsSource source,
    Live live,
    SeriesStore series,
    EndedLog ended,
    Sampler sampler,
    Watching watching,
    Optional<History> history,
    Alarms alarms,
    OwnCost cost,
    Metrics metrics) {}
