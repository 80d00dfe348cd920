/// From a filter to connections, and from connections to their statistics.
package org.estats.cli.select;
