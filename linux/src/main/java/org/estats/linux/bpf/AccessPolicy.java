package org.estats.linux.bpf;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Properties;
import org.estats.EstatsException;
import org.estats.linux.proc.Rights;

/// Who may read and who may set: the modes of the pins, and a file that keeps the choice for the
/// next loading.
///
/// @param readers the group that may read; empty if only root may
/// @param admins the group that may set; empty if only root may
public record AccessPolicy(Optional<String> readers, Optional<String> admins) {

  private static final Path FILE = Path.of("/etc/estats/access.properties");
  private static final Path NEW_FILE = FILE.resolveSibling("access.properties.new");
  private static final String READERS = "readers";
  private static final String ADMINS = "admins";

  /// The policy that stands: nobody but root, unless somebody chose otherwise.
  public static AccessPolicy standing() {
    Properties kept = new Properties();
    if (Files.isReadable(FILE)) {
      try (Reader in = Files.newBufferedReader(FILE)) {
        kept.load(in);
      } catch (IOException | IllegalArgumentException e) {
        throw new EstatsException(
            EstatsException.Kind.FAILED,
            "cannot read " + FILE + ": " + e.getMessage(),
            "run 'estats setup' again");
      }
    }
    return new AccessPolicy(
        Optional.ofNullable(kept.getProperty(READERS)),
        Optional.ofNullable(kept.getProperty(ADMINS)));
  }

  /// Keeps the policy for this loading and those to come.
  ///
  /// @throws EstatsException INVALID if there is no such group, ACCESS_DENIED without the right
  public void establish() {
    readers.ifPresent(AccessPolicy::group);
    admins.ifPresent(AccessPolicy::group);
    Properties kept = new Properties();
    readers.ifPresent(g -> kept.setProperty(READERS, g));
    admins.ifPresent(g -> kept.setProperty(ADMINS, g));
    try {
      if (!Files.isDirectory(FILE.getParent())) {
        Files.createDirectories(FILE.getParent());
        Files.setPosixFilePermissions( // whatever the umask: doctor tells everybody who may
            FILE.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.deleteIfExists(NEW_FILE);
      try (Writer out = Files.newBufferedWriter(NEW_FILE)) {
        kept.store(out, "Who may read and set TCP statistics; written by 'estats setup'");
      }
      Files.setPosixFilePermissions(NEW_FILE, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(NEW_FILE, FILE, StandardCopyOption.ATOMIC_MOVE); // the old choice or the new one
    } catch (IOException e) {
      throw notKept(e);
    }
    Generation.current().ifPresent(g -> apply(g.directory()));
  }

  private static EstatsException notKept(IOException e) {
    try {
      Files.deleteIfExists(NEW_FILE);
    } catch (IOException of) {
      e.addSuppressed(of);
    }
    boolean denied = e instanceof AccessDeniedException;
    return new EstatsException(
        denied ? EstatsException.Kind.ACCESS_DENIED : EstatsException.Kind.FAILED,
        denied ? "this user may not write " + FILE : "cannot write " + FILE + ": " + e.getMessage(),
        denied ? "run as root" : "make room, or make it writable; what stood before still stands");
  }

  /// Sets owner and mode of every pin of a generation, and lets everybody into its directory
  /// whatever the umask of who made it.
  void apply(Path directory) {
    openToAll(directory);
    for (Pin pin : Pin.values()) {
      Path file = directory.resolve(pin.fileName());
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        apply(pin, file);
      }
    }
  }

  private static void openToAll(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.ACCESS_DENIED,
          "cannot let readers into " + directory + ": " + e.getMessage(),
          "run as the owner of " + directory + ", or as root");
    }
  }

  private void apply(Pin pin, Path file) {
    Optional<String> audience =
        switch (pin.audience()) {
          case READERS -> readers;
          case ADMINS -> admins;
          case ROOT -> Optional.empty();
        };
    // A program is run by those who may write its pin; an iterator is read. Records are mapped,
    // which the kernel allows those alone who may open them for writing; the map is frozen.
    String owner = pin.kind() == Pin.Kind.ITERATOR ? "r--" : "rw-";
    String group = audience.isPresent() ? owner : "---";
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      view.setPermissions(PosixFilePermissions.fromString("r--------"));
      if (audience.isPresent() || Rights.own().isRoot()) { // others keep a group that may nothing
        view.setGroup(group(audience.orElse("root")));
      }
      view.setPermissions(PosixFilePermissions.fromString(owner + group + "---"));
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.ACCESS_DENIED,
          "cannot give " + file + " its group and mode: " + e.getMessage(),
          "run as root, or as a member of the group"
              + audience.map(g -> " " + g).orElse("")
              + ", which 'estats setup' chose");
    }
  }

  private static GroupPrincipal group(String name) {
    try {
      return FILE.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
    } catch (UserPrincipalNotFoundException e) {
      throw new EstatsException(
          EstatsException.Kind.INVALID,
          "there is no group " + name,
          "make it first: groupadd --system " + name);
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.FAILED, "cannot look up the group " + name + ": " + e.getMessage());
    }
  }
}
