/// The C library by the FFM API, a system call a method, and its errors; devices and sockets that
/// are not to be had from the JDK.
package org.estats.linux.ffi;
