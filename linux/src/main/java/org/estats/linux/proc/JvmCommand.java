package org.estats.linux.proc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What a JVM runs, by its command line: how one tells thirty processes called `java` apart.
final class JvmCommand {

  /// Options whose value is an argument of its own.
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--limit-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--patch-module",
          "--enable-native-access",
          "--illegal-native-access",
          "-d",
          "--describe-module",
          "--source");

  private static final Set<String> MODULE = Set.of("-m", "--module");
  private static final String MODULE_EQUALS = "--module=";
  private static final String NO_FILES = "--disable-@files";
  private static final int FILES_MAX = 8;

  private static final Pattern QUALIFIED_CLASS =
      Pattern.compile("[\\p{Alpha}_$][\\w$]*(\\.[\\p{Alpha}_$][\\w$]*)+");

  private JvmCommand() {}

  /// What the `java` launcher was told to run: the main class, or the file name of the jar, or the
  /// module, or the source file.
  ///
  /// @param arguments the command line, beginning with the program
  /// @param argumentFiles the text of an argument file, by its name; empty if it cannot be read
  /// @return empty if the command line names none
  static Optional<String> launched(
      List<String> arguments, Function<String, Optional<String>> argumentFiles) {
    Deque<String> rest = afterProgram(arguments);
    int filesLeft = FILES_MAX;
    while (!rest.isEmpty()) {
      String argument = rest.pop();
      Optional<String> main = explicit(argument, rest);
      if (main.isPresent()) {
        return main;
      }
      if (argument.equals(NO_FILES)) {
        filesLeft = 0;
      } else if (WITH_VALUE.contains(argument)) {
        rest.poll();
      } else if (argument.startsWith("@")) {
        if (filesLeft-- > 0) {
          contents(argument.substring(1), argumentFiles).reversed().forEach(rest::push);
        }
      } else if (!argument.startsWith("-") && !argument.isEmpty()) {
        return Optional.of(argument.endsWith(".java") ? fileName(argument) : className(argument));
      }
    }
    return Optional.empty();
  }

  private static List<String> contents(
      String file, Function<String, Optional<String>> argumentFiles) {
    return argumentFiles.apply(file).map(ArgumentFile::parse).orElse(List.of());
  }

  /// What a launcher of another name, such as `jsvc`, runs in the JVM inside it. Its own options
  /// are not known, so only what looks like a class with a package is taken for one, and only if
  /// the command line has options that a JVM takes.
  static Optional<String> embedded(List<String> arguments) {
    if (arguments.stream().skip(1).noneMatch(JvmCommand::isJvmOption)) {
      return Optional.empty();
    }
    Deque<String> rest = afterProgram(arguments);
    while (!rest.isEmpty()) {
      String argument = rest.pop();
      Optional<String> main = explicit(argument, rest);
      if (main.isPresent()) {
        return main;
      }
      if (WITH_VALUE.contains(argument)) {
        rest.poll();
      } else if (QUALIFIED_CLASS.matcher(argument).matches()) {
        return Optional.of(argument);
      }
    }
    return Optional.empty();
  }

  /// What an option names: a jar or a module.
  private static Optional<String> explicit(String argument, Deque<String> rest) {
    if (argument.equals("-jar")) {
      return Optional.ofNullable(rest.peek()).map(JvmCommand::fileName);
    }
    if (MODULE.contains(argument)) {
      return Optional.ofNullable(rest.peek()).map(JvmCommand::mainOfModule);
    }
    if (argument.startsWith(MODULE_EQUALS)) {
      return Optional.of(mainOfModule(argument.substring(MODULE_EQUALS.length())));
    }
    return Optional.empty();
  }

  private static Deque<String> afterProgram(List<String> arguments) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    rest.poll();
    return rest;
  }

  private static boolean isJvmOption(String argument) {
    return argument.startsWith("-X")
        || argument.startsWith("-D")
        || argument.startsWith("--class-path")
        || argument.startsWith("--module-path")
        || Set.of("-jar", "-cp", "-classpath").contains(argument);
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// `module/class` is known by its class, a module alone by itself.
  private static String mainOfModule(String module) {
    return module.substring(module.indexOf('/') + 1);
  }

  /// The launcher takes `org/example/Main` as well.
  private static String className(String argument) {
    return argument.replace('/', '.');
  }
}
