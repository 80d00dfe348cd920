/// What is kept on disk: every connection that has ended, and those that are there now and then.
package org.estats.server.history;
