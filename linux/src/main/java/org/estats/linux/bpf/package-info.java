/// The kernel-resident collector: its object, its pins, and the ways to load, switch and read it.
package org.estats.linux.bpf;
