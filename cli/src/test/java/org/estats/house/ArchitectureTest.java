package org.estats.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the modules to the picture in `ARCHITECTURE.md`: an arrow may only point down.
class ArchitectureTest {
  /// For each module, those of ours that it may require.
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("linux", Set.of("core")),
          Map.entry("windows", Set.of("core")),
          Map.entry("diagnosis", Set.of("core")),
          Map.entry("lab", Set.of("core", "linux", "diagnosis")),
          Map.entry("notation", Set.of("core", "diagnosis")),
          Map.entry("server", Set.of("core", "linux", "diagnosis", "notation")),
          Map.entry(
              "cli", Set.of("core", "linux", "windows", "diagnosis", "notation", "lab", "server")),
          Map.entry("jfr", Set.of("core")),
          Map.entry("micrometer", Set.of("core")),
          Map.entry("examples", Set.of("core", "jfr", "micrometer")),
          Map.entry(
              "bench",
              Set.of("core", "linux", "windows", "diagnosis", "notation", "lab", "server", "cli")));

  /// Modules that a user's program pulls in: nothing but the JDK below them.
  private static final Set<String> WITHOUT_LIBRARIES =
      Set.of("core", "linux", "windows", "diagnosis", "lab", "jfr");

  private static final Pattern JDK = Pattern.compile("(java|jdk)\\..*");
  private static final Pattern REQUIRES =
      Pattern.compile("\\brequires\\s+(?:transitive\\s+|static\\s+)*([\\w.]+)\\s*;");

  private static final JavaClasses CLASSES = new ClassFileImporter().importPaths(builtModules());

  @Test
  void modulesRequireOnlyWhatIsBelowThem() {
    for (SourceFile module : moduleInfos()) {
      String name = module.path().replaceFirst("/.*", "");
      assertThat(ARROWS).as("a new module belongs into this test's picture").containsKey(name);
      assertThat(ARROWS.get(name)).as(module.path()).containsAll(oursRequiredBy(module));
    }
  }

  @Test
  void coreRequiresNothingAndNoUserPullsInALibrary() {
    for (SourceFile module : moduleInfos()) {
      String name = module.path().replaceFirst("/.*", "");
      Set<String> foreign = requiredBy(module);
      foreign.removeIf(required -> required.startsWith("org.estats."));
      if (name.equals("core")) {
        assertThat(foreign).as("what core requires").isEmpty();
      } else if (WITHOUT_LIBRARIES.contains(name)) {
        assertThat(foreign).as("what %s requires", name).allMatch(JDK.asMatchPredicate());
      }
    }
  }

  @Test
  void nativeCodeIsCalledByTheSystemModulesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.estats.linux..",
            "org.estats.windows..",
            "org.estats.win32..",
            "org.estats.examples..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(CLASSES);
  }

  @Test
  void whatHasWindowsStructuresTouchesMemoryAndCallsNothing() {
    noClasses()
        .that()
        .resideInAnyPackage("org.estats.win32..", "org.estats.examples..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theClassesOfEveryModuleAreLookedAt() {
    Set<String> seen =
        CLASSES.stream()
            .map(c -> c.getPackageName().split("\\."))
            .filter(parts -> parts.length > 2)
            .map(parts -> parts[2])
            .collect(Collectors.toSet());
    assertThat(seen).contains("linux", "lab", "cli", "windows", "win32");
    assertThat(CLASSES.contain("org.estats.Estats")).isTrue();
  }

  private static List<SourceFile> moduleInfos() {
    List<SourceFile> infos =
        SourceFile.all().stream()
            .filter(file -> file.path().endsWith("src/main/java/module-info.java"))
            .toList();
    assertThat(infos).hasSizeGreaterThanOrEqualTo(4);
    return infos;
  }

  private static Set<String> requiredBy(SourceFile moduleInfo) {
    return REQUIRES
        .matcher(JavaCode.blank(moduleInfo.text()))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> oursRequiredBy(SourceFile moduleInfo) {
    return requiredBy(moduleInfo).stream()
        .filter(required -> required.startsWith("org.estats."))
        .map(required -> required.substring("org.estats.".length()))
        .collect(Collectors.toSet());
  }

  /// The compiled classes of every module built before this one, in this very build: beside another
  /// build its folder has another name.
  private static List<Path> builtModules() {
    try {
      Path own =
          Path.of(
              ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      String targetName = own.getParent().getFileName().toString();
      return ARROWS.keySet().stream()
          .map(module -> SourceFile.root().resolve(module, targetName, "classes"))
          .filter(Files::isDirectory)
          .toList();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A slice for each package, the root package of a module included.
  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
