/// HTTP: who may ask, how much, and what an answer looks like. Knows nothing of connections.
package org.estats.server.http;
