/// The source of statistics on Linux, and what concerns Linux alone: rules, access, namespaces.
package org.estats.linux;
