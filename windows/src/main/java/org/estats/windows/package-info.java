/// Windows' own extended statistics, through `iphlpapi.dll`.
package org.estats.windows;
