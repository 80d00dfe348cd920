/// The proving ground: seeded random draws over paths, hosts and traffic with a known illness, each
/// played over real kernels and judged by the diagnosis, and the score of it all.
///
/// - A [GroundScenario][org.estats.lab.ground.GroundScenario] is a text file: ranges for the path,
///   the hosts and the traffic, and what the impairment changes.
/// - A [Draw][org.estats.lab.ground.Draw] is one point in these ranges, by a seed.
/// - A [Trial][org.estats.lab.ground.Trial] plays the draw with the impairment and once more
///   without. The label stands only if that makes the traffic at least a quarter faster.
/// - The [Scoreboard][org.estats.lab.ground.Scoreboard] counts what the diagnosis made of it.
package org.estats.lab.ground;
