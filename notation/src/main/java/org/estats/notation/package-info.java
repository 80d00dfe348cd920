/// JSON of members and verdicts, moments and spans of time: what the command line prints with
/// `--json` and what the daemon's API answers have the same form from here.
package org.estats.notation;
