package org.estats.linux.proc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network namespace that no process is in and no mount keeps, only an open file: such as those
/// that a program made for itself. Finding it takes a look at every open file of the machine, so it
/// is looked for last.
public final class HeldNamespace {

  private static final Path PROC = Path.of("/proc");

  private static final long NOT_ASKED = 0;

  private HeldNamespace() {}

  /// The namespace with an inode, through a process that holds it open; this process first.
  public static Optional<NetworkNamespace> withInode(long inode) {
    String wanted = "net:[" + inode + "]";
    int own = (int) ProcessHandle.current().pid();
    List<Integer> pids = new ArrayList<>(List.of(own));
    pids.addAll(Processes.in(PROC));
    for (int pid : pids) {
      long byNumber = pid == own ? inode : NOT_ASKED;
      Optional<Path> file = holding(PROC.resolve(pid + "/fd"), wanted, byNumber);
      if (file.isPresent()) {
        return Optional.of(new NetworkNamespace(inode, pid, "", file.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> holding(Path descriptors, String wanted, long inode) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
      for (Path file : files) {
        if (pointsTo(file, wanted, inode)) {
          return Optional.of(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty(); // another user's, or gone
    }
    return Optional.empty();
  }

  /// What was opened by a file that keeps a namespace is called by that file's name.
  private static boolean pointsTo(Path file, String wanted, long inode) {
    try {
      return Files.readSymbolicLink(file).toString().equals(wanted)
          || inode != NOT_ASKED
              && Files.getAttribute(file, "unix:ino").equals(inode)
              && Files.getFileStore(file).type().equals("nsfs");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
