/// Every group and every member once: names, units, kinds, widths, definitions and the objects of
/// RFC 4898. All else that names or lays out members takes it from here.
package org.estats.catalogue;
