/// Small programs over the API.
package org.estats.examples;
