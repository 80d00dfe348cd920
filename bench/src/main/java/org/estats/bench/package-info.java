/// What Estats costs, each figure beside the least that is possible: one command, one table.
package org.estats.bench;
