/// Text for people: tables, times, and what fits a terminal.
package org.estats.cli.text;
