/// What a query of the history answers.
package org.estats.server.query;
