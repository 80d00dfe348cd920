/// The commands, one class each, and what they have in common: arguments, errors, exit codes.
package org.estats.cli;
