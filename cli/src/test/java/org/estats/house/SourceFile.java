package org.estats.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A text file of the checkout: its path from the root, with slashes, and what it holds.
record SourceFile(String path, String text) {
  /// The root of the checkout, found upwards from where the test runs.
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("tools", "launcher.sh"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /// Every text file that is committed, or would be: what git ignores is left out.
  static List<SourceFile> all() {
    Path root = root();
    return paths(root).map(root::resolve).flatMap(file -> read(root, file)).toList();
  }

  boolean endsWith(String... endings) {
    return Stream.of(endings).anyMatch(path::endsWith);
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /// The complaint "path:line: message" for each line, counted from 1, that the test picks.
  List<String> complain(String message, java.util.function.Predicate<String> wrong) {
    List<String> lines = lines();
    return IntStream.range(0, lines.size())
        .filter(i -> wrong.test(lines.get(i)))
        .mapToObj(i -> complaint(i + 1, message))
        .toList();
  }

  String complaint(int line, String message) {
    return path + ":" + line + ": " + message;
  }

  private static Stream<String> paths(Path root) {
    if (!Files.exists(root.resolve(".git"))) {
      return walk(root);
    }
    // Without the setting git refuses to look into a checkout of another user, as under sudo.
    var git =
        new ProcessBuilder("git", "-c", "safe.directory=*", "ls-files", "-z", "--cached")
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    git.command().addAll(List.of("--others", "--exclude-standard"));
    try {
      Process process = git.start();
      String names = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("git ls-files failed in " + root);
      }
      return Stream.of(names.split("\0")).distinct();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same for sources that came without git, as from an archive.
  private static Stream<String> walk(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(path -> !path.matches("(.*/)?(target[^/]*|\\.estats-build)(/.*)?"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<SourceFile> read(Path root, Path file) {
    if (!Files.isRegularFile(file) || Files.isSymbolicLink(file)) {
      return Stream.of(); // removed but still in the index, or a link to another of these
    }
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (text.indexOf('\0') >= 0) {
        return Stream.of(); // binary
      }
      String path = root.relativize(file).toString();
      return Stream.of(new SourceFile(path, Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not UTF-8 text", e);
    }
  }
}
