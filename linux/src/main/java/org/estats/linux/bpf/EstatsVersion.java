package org.estats.linux.bpf;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.estats.linux.collector.OtherVersion;

/// Which version of Estats made a loading: a symbolic link beside its pins that points to the
/// number, for a bpffs holds no files.
final class EstatsVersion {

  private static final String LINK = "version";

  /// What stands there if a build has no number, as one from a folder of classes.
  private static final String NONE = "unpackaged";

  private EstatsVersion() {}

  /// The number of this version; empty if it is not packaged.
  static String own() {
    return Optional.ofNullable(EstatsVersion.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("");
  }

  /// Leaves the number of this version in a directory of pins.
  static void write(Path directory) throws IOException {
    String own = own();
    Files.createSymbolicLink(directory.resolve(LINK), Path.of(own.isEmpty() ? NONE : own));
  }

  /// The number of the version that made a loading; empty if it does not say.
  static String of(Generation generation) {
    try {
      String text = Files.readSymbolicLink(generation.directory().resolve(LINK)).toString();
      return text.equals(NONE) ? "" : text;
    } catch (IOException e) {
      return "";
    }
  }

  /// What is loaded, if it is not this version's.
  static Optional<OtherVersion> loaded() {
    return Generation.current()
        .filter(g -> !g.identity().equals(KernelObject.shipped().identity()))
        .map(EstatsVersion::describe);
  }

  private static OtherVersion describe(Generation generation) {
    String version = of(generation);
    boolean goesOn = CutOver.canGoOnWith(generation);
    Optional<Standing> standing = Standing.in(generation);
    return new OtherVersion(
        version,
        OtherVersion.Age.of(version, own()),
        goesOn,
        goesOn && KernelObject.shipped().canRead(generation.identity()),
        standing.map(s -> OptionalLong.of(s.on().size())).orElse(OptionalLong.empty()),
        standing.map(s -> s.rules().size()).orElse(0),
        standing.map(Standing::strangeRules).orElse(0));
  }
}
