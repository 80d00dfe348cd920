/// Sick connections with a known illness: each scenario is a path, what the hosts do, what goes
/// wrong and when, and what the statistics must say of it.
package org.estats.lab.scenario;
