/// What really happened, told from the packets of the log and from nothing else: these classes
/// share no code with any collector, which they exist to check.
package org.estats.lab.truth;
