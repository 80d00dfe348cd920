/// The full screen that `top` shows, and what it shows where there is no screen.
package org.estats.cli.top;
