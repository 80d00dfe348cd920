/// What limits a connection, told from its statistics.
package org.estats.diagnosis;
