/// Many connections at one moment, off the heap: reading them, choosing among them and comparing
/// two readings before anything becomes an object.
package org.estats.table;
