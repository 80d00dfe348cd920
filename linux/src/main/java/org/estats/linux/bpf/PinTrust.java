package org.estats.linux.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.estats.EstatsException;
import org.estats.linux.proc.Rights;

/// Whether what lies where our pins should be is ours: it belongs to root, or to whom root has
/// given the mount, nobody else may replace it, and it is what it seems. Whoever could put a
/// program of their own in the place of `get` would choose what others are told.
final class PinTrust {

  private static final int ROOT = 0;
  private static final int OTHERS_WRITE = 2;
  private static final int STICKY = 01000;
  private static final int TYPE = 0170000;
  private static final int LINK = 0120000;
  private static final Path PLACE = Path.of(MountPoint.PATH);

  private PinTrust() {}

  /// Checks a pin of a generation and what leads to it. What is not there is not checked.
  ///
  /// @throws EstatsException FAILED if it is not to be trusted
  static void require(Generation generation, String fileName) {
    int owner = ownerOfMount();
    Path pin = generation.directory().resolve(fileName);
    for (Path path : new Path[] {generation.directory(), pin}) {
      require(path, owner);
    }
  }

  private static void require(Path path, int owner) {
    Optional<String> complaint = complaint(path, owner);
    if (complaint.isPresent()) {
      refuse(path, complaint.get());
    }
  }

  /// Checks the mount, and of the generation in use every pin.
  ///
  /// @throws EstatsException FAILED if one is not to be trusted
  static void requireAll() {
    int owner = ownerOfMount();
    for (Generation generation : Generation.all()) {
      require(generation.directory(), owner);
      for (Pin pin : Pin.values()) {
        require(generation.directory().resolve(pin.fileName()), owner);
        require(generation.directory().resolve(pin.linkName()), owner);
      }
    }
  }

  /// Beside root, who is trusted: whom root has given the mount to, for loading without being root.
  /// Where everybody may put things, as in a bpffs that was mounted without a mode, this user
  /// alone.
  private static int ownerOfMount() {
    Map<String, Object> mount = attributes(PLACE).orElse(Map.of("uid", ROOT, "mode", 0));
    int mode = (int) mount.get("mode");
    if ((mode & OTHERS_WRITE) == 0) {
      return (int) mount.get("uid");
    }
    if ((mode & STICKY) == 0) {
      refuse(PLACE, "everybody may write it");
    }
    int own = Rights.own().uid();
    attributes(Path.of(Generation.CURRENT))
        .map(link -> (int) link.get("uid"))
        .filter(uid -> uid != ROOT && uid != own)
        .ifPresent(uid -> refuse(Path.of(Generation.CURRENT), "it belongs to user " + uid));
    return own;
  }

  private static Optional<String> complaint(Path path, int owner) {
    Optional<Map<String, Object>> found = attributes(path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int uid = (int) found.get().get("uid");
    int mode = (int) found.get().get("mode");
    if ((mode & TYPE) == LINK) {
      return Optional.of("it is a symbolic link");
    }
    if (uid != ROOT && uid != owner) {
      return Optional.of("it belongs to user " + uid);
    }
    return (mode & OTHERS_WRITE) != 0 ? Optional.of("everybody may write it") : Optional.empty();
  }

  private static Optional<Map<String, Object>> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return Optional
          .empty(); // not there, or not to be seen by this user, who cannot open it either
    }
  }

  private static void refuse(Path path, String why) {
    throw new EstatsException(
        EstatsException.Kind.FAILED,
        path + " is not used: " + why + ", so it may not be what Estats put there",
        "find out who did that; then, as root: estats unload, which removes all of it");
  }
}
