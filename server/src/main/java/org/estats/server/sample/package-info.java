/// What is seen of all connections, once a tick.
package org.estats.server.sample;
