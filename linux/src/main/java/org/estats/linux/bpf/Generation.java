package org.estats.linux.bpf;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.estats.EstatsException;

/// One loading of the kernel half: a directory of pins, named by its number and by what was loaded.
///
/// @param number counts up with every loading
/// @param identity what was loaded, by [KernelObject#identity()]
/// @param directory where its pins are
record Generation(int number, String identity, Path directory) {

  /// The symbolic link to the generation in use; replaced in one step.
  static final String CURRENT = MountPoint.PATH + "/current";

  /// Where a generation is put together before it gets its name.
  static final Path LOADING = Path.of(MountPoint.PATH, "loading");

  private static final Path NEXT = Path.of(MountPoint.PATH, "next");

  /// The directory that a new generation gets.
  static Generation next(int number, String identity) {
    return new Generation(number, identity, Path.of(MountPoint.PATH, number + "-" + identity));
  }

  /// The generation in use.
  static Optional<Generation> current() {
    try {
      Path target = Files.readSymbolicLink(Path.of(CURRENT));
      boolean isOurs = !target.isAbsolute() && target.getNameCount() == 1;
      return isOurs ? parse(Path.of(MountPoint.PATH).resolve(target)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// All that are there, in use or left over.
  ///
  /// @throws EstatsException FAILED if that cannot be told
  static List<Generation> all() {
    List<Generation> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(MountPoint.PATH))) {
      for (Path entry : entries) {
        parse(entry).ifPresent(found::add);
      }
    } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED,
          "cannot see what is loaded in " + MountPoint.PATH + ": " + e.getMessage(),
          "run 'estats doctor'");
    }
    return found;
  }

  private static Optional<Generation> parse(Path directory) {
    String name = directory.getFileName().toString();
    int dash = name.indexOf('-');
    if (dash <= 0 || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(name.substring(0, dash));
      return Optional.of(new Generation(number, name.substring(dash + 1), directory));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Whether all its pins are there; they are not after an unloading that was interrupted.
  boolean isWhole() {
    return Stream.of(Pin.values()).allMatch(this::has);
  }

  /// Whether its maps are there, for another to go on with.
  boolean hasMaps() {
    return Stream.of(Pin.values()).filter(Pin::isMap).allMatch(this::has);
  }

  /// Where something of it is pinned.
  String pathOf(Pin pin) {
    return directory.resolve(pin.fileName()).toString();
  }

  /// Whether something of it is pinned.
  boolean has(Pin pin) {
    return Files.exists(directory.resolve(pin.fileName()));
  }

  /// Takes the generation in use from readers' sight.
  static void hideCurrent() {
    try {
      Files.deleteIfExists(Path.of(CURRENT));
    } catch (IOException e) {
      throw failed("remove " + CURRENT, e);
    }
  }

  /// Makes this the generation that readers find.
  void makeCurrent() {
    try {
      Files.deleteIfExists(NEXT);
      Files.createSymbolicLink(NEXT, directory.getFileName());
      Files.move(NEXT, Path.of(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("name the new generation", e);
    }
  }

  /// Removes its pins; what they pinned goes with the last user.
  void remove() {
    removeDirectory(directory);
  }

  /// Removes a directory of pins, if it is there.
  static void removeDirectory(Path directory) {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.deleteIfExists(directory); // what is no directory is none of ours
      } catch (IOException e) {
        throw failed("remove " + directory, e);
      }
      return;
    }
    try (DirectoryStream<Path> pins = Files.newDirectoryStream(directory)) {
      for (Path pin : pins) {
        Files.deleteIfExists(pin);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw failed("remove " + directory, e);
    }
  }

  private static EstatsException failed(String operation, IOException e) {
    return new EstatsException(
        EstatsException.Kind.FAILED, "cannot " + operation + ": " + e.getMessage());
  }
}
