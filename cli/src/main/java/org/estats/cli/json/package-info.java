/// JSON for programs.
package org.estats.cli.json;
