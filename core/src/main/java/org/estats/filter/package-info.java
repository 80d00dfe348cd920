/// Which connections are meant: the filter as it is typed, and as it is judged.
package org.estats.filter;
