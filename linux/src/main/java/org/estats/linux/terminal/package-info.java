/// Terminals, as the kernel keeps them.
package org.estats.linux.terminal;
