/// How each member of the catalogue is obtained on Linux, as a table.
package org.estats.linux.provenance;
