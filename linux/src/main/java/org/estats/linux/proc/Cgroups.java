package org.estats.linux.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The cgroup v2 hierarchy of this machine: names, and the ids by which the kernel knows a cgroup.
public final class Cgroups {

  private static final Path ROOT = Path.of("/");
  private static final String MOUNTINFO = "proc/self/mountinfo";
  private static final int MOUNT_POINT = 4;

  /// The kernel's number of the cgroup above all others.
  private static final long ROOT_ID = 1;

  private Cgroups() {}

  /// Where the hierarchy is mounted, or a part of it where no mount shows the whole; empty if it is
  /// not mounted.
  public static Optional<Path> root() {
    return root(ROOT);
  }

  /// The same of a machine.
  ///
  /// @param root where its file system begins, `/` but for tests
  public static Optional<Path> root(Path root) {
    List<Path> mounts = mounts(root);
    return whole(mounts).or(() -> mounts.stream().findFirst());
  }

  /// Where the whole hierarchy is mounted. A container commonly sees its own part only, and what is
  /// attached there holds for that part only.
  public static Optional<Path> wholeRoot() {
    return whole(mounts(ROOT));
  }

  private static Optional<Path> whole(List<Path> mounts) {
    return mounts.stream().filter(mount -> hasId(mount, ROOT_ID)).findFirst();
  }

  private static List<Path> mounts(Path root) {
    try (Stream<String> lines = Files.lines(root.resolve(MOUNTINFO))) {
      return lines
          .filter(line -> line.contains(" - cgroup2 "))
          .map(line -> Path.of(NetworkNamespaces.unescape(line.split(" ")[MOUNT_POINT])))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /// The id of a cgroup.
  ///
  /// @param name its path within the hierarchy, such as `/system.slice/nginx.service`, or its
  ///   directory
  /// @return empty if there is no such cgroup
  public static OptionalLong id(String name) {
    Optional<Path> root = root();
    if (root.isEmpty()) {
      return OptionalLong.empty();
    }
    Path given = Path.of(name).normalize();
    Path directory =
        given.startsWith(root.get())
            ? given
            : root.get().resolve(Path.of("/").relativize(Path.of("/").resolve(given)));
    try {
      return directory.normalize().startsWith(root.get()) && Files.isDirectory(directory)
          ? OptionalLong.of(inode(directory))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /// The path of a cgroup within the hierarchy; empty if there is none with this id any more.
  public static Optional<String> name(long id) {
    Optional<Path> root = root();
    if (root.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.walk(root.get())) {
      return all.filter(Files::isDirectory)
          .filter(directory -> hasId(directory, id))
          .map(directory -> "/" + root.get().relativize(directory))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // one went while it was looked at
    }
  }

  private static boolean hasId(Path directory, long id) {
    try {
      return inode(directory) == id;
    } catch (IOException e) {
      return false;
    }
  }

  private static long inode(Path directory) throws IOException {
    return (long) Files.getAttribute(directory, "unix:ino");
  }
}
