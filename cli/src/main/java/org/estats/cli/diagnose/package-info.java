/// What `diagnose` watches, folds and writes.
package org.estats.cli.diagnose;
