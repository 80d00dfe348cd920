/// The daemon's place on its host: alarms, rights, the service manager, what it costs.
package org.estats.server.host;
