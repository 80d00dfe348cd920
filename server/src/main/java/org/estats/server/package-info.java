/// The daemon: what runs it and what it is told.
package org.estats.server;
