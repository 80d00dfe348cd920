/// What has become of each connection in the last quarter of an hour, in few bytes.
package org.estats.server.series;
