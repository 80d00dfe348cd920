/// Processes and network namespaces, as `/proc` shows them.
package org.estats.linux.proc;
