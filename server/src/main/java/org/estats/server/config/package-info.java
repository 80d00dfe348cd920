/// What the daemon is told: a file, and settings of the command line that win over it.
package org.estats.server.config;
