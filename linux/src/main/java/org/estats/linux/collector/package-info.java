/// What is said of the collector in the kernel: its rules, its hooks, its state.
package org.estats.linux.collector;
