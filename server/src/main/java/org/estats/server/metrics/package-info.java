/// What Prometheus is told: sums that only rise, of bounded many kinds, whatever connects.
package org.estats.server.metrics;
