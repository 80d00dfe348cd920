package org.estats.server.host;

import java.lang.reflect.Proxy;

/// Hears signals. The JDK's one way, `sun.misc.Signal` of `jdk.unsupported`, cannot be compiled
/// against without a warning that nothing silences: hence by name.
public final class Signals {

  private Signals() {}

  /// Does some work when a signal comes, in place of what the virtual machine would do.
  ///
  /// @param name such as `TERM`
  public static void on(String name, Runnable work) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  work.run();
                }
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK lacks jdk.unsupported", e);
    }
  }
}
