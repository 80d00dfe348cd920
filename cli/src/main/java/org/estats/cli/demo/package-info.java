/// The demonstration: transfers over the lab's emulated path, with what was counted beside what
/// really happened on the wire.
package org.estats.cli.demo;
