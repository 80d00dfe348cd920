package org.estats.linux.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.estats.Absence;
import org.estats.EstatsSource;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Kind;
import org.estats.catalogue.Member;
import org.estats.catalogue.Switch;
import org.estats.linux.LinuxSource;
import org.junit.jupiter.api.Test;

/// The table against the catalogue, against what the source says it collects, and against the
/// sources of the kernel half.
class ProvenanceTest {

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w+Test\\b");

  /// A counter of the kernel is given as the difference from a baseline, or widened since one.
  private static final Pattern FROM_A_BASELINE = Pattern.compile("base_|\\.value\\b");

  private static final Pattern HOOKS_COUNT = Pattern.compile("\\b[pd]->(?!base_)\\w+");

  @Test
  void everyMemberOfTheCatalogueHasItsRow() {
    for (Member member : Catalogue.members()) {
      Provenance row = Provenance.of(member);
      assertThat(row.member()).isSameAs(member);
      assertThat(row.source()).as(member.qualifiedName()).isNotBlank();
    }
  }

  @Test
  void membersOfCollectedGroupsAreAllCollectedAndNoOthers() {
    Set<Switch> collectable = collectable();
    for (Member member : Catalogue.members()) {
      boolean collected = member.collectedBy().map(collectable::contains).orElse(true);
      assertThat(isCollected(member)).as(member.qualifiedName()).isEqualTo(collected);
    }
  }

  @Test
  void collectedAreTheMembersThatTheRecordCarries() throws IOException {
    assertThat(collected().map(Member::qualifiedName).toList())
        .containsExactlyInAnyOrderElementsOf(
            KernelHalf.read().members().stream().map(Member::qualifiedName).toList());
  }

  @Test
  void reasonsForAbsenceAreThoseTheRecordGives() throws IOException {
    KernelHalf kernelHalf = KernelHalf.read();
    SoftAssertions softly = new SoftAssertions();
    for (Member member : collected().toList()) {
      Set<Absence> expected = EnumSet.noneOf(Absence.class);
      expected.addAll(kernelHalf.absences(member));
      if (member.collectedBy().isPresent()) {
        expected.add(Absence.OFF);
      }
      softly
          .assertThat(Provenance.of(member).absences())
          .as(member.qualifiedName())
          .isEqualTo(expected);
    }
    softly.assertAll();
  }

  @Test
  void theKernelsNamesInTheSourcesOccurInItsHalf() throws IOException {
    KernelHalf kernelHalf = KernelHalf.read();
    SoftAssertions softly = new SoftAssertions();
    for (Member member : collected().toList()) {
      Stream<String> names =
          QUOTED
              .matcher(Provenance.of(member).source())
              .results()
              .flatMap(quoted -> WORD.matcher(quoted.group(1)).results())
              .map(MatchResult::group);
      softly.assertThat(kernelHalf.unknown(names)).as(member.qualifiedName()).isEmpty();
    }
    softly.assertAll();
  }

  @Test
  void originsFitWhatIsWrittenIntoTheRecord() throws IOException {
    KernelHalf kernelHalf = KernelHalf.read();
    SoftAssertions softly = new SoftAssertions();
    for (Member member : collected().toList()) {
      String expression = kernelHalf.expression(member);
      String name = member.qualifiedName() + " = " + expression;
      boolean fromBaseline = FROM_A_BASELINE.matcher(expression).find();
      boolean byHooks = HOOKS_COUNT.matcher(expression).find();
      switch (Provenance.of(member).origin()) {
        case KERNEL_COUNTER -> softly.assertThat(fromBaseline).as(name).isTrue();
        case KERNEL_FIELD -> softly.assertThat(byHooks || fromBaseline).as(name).isFalse();
        case AT_EVENT -> softly.assertThat(byHooks).as(name).isTrue();
        case MARK -> softly.assertThat(expression).as(name).containsPattern("(max|min)_");
        case CONSTANT -> softly.assertThat(expression).as(name).isEqualTo("0");
        case DERIVED, ABSENT, NOT_COLLECTED_YET -> {}
      }
    }
    softly.assertAll();
  }

  @Test
  void originsFitTheKindsOfTheCatalogue() {
    for (Member member : collected().toList()) {
      Origin origin = Provenance.of(member).origin();
      Kind kind = member.kind();
      String name = member.qualifiedName();
      boolean isMark = kind == Kind.MAXIMUM || kind == Kind.MINIMUM;
      boolean counts = origin == Origin.KERNEL_COUNTER || origin == Origin.AT_EVENT;
      assertThat(origin == Origin.MARK).as(name).isEqualTo(isMark);
      assertThat(origin == Origin.CONSTANT).as(name).isEqualTo(kind == Kind.RESERVED);
      assertThat(counts).as(name).isEqualTo(kind == Kind.COUNTER || kind == Kind.LAST_VALUE);
    }
  }

  /// What only the hooks of a segment count has the kernel version of seeing every segment.
  @Test
  void whatCanGoUnwatchedNeedsEverySegment() {
    for (Member member : collected().toList()) {
      Provenance row = Provenance.of(member);
      if (row.absences().contains(Absence.UNWATCHED)) {
        assertThat(row.kernel()).as(member.qualifiedName()).isEqualTo(Kernel.EVERY_SEGMENT);
      }
    }
  }

  @Test
  void testsThatAreNamedExist() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Member member : Catalogue.members()) {
      TEST.matcher(Provenance.of(member).provenBy()).results().forEach(t -> named.add(t.group()));
    }
    assertThat(testClasses()).containsAll(named);
  }

  private static List<String> testClasses() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      List<Path> trees =
          modules.map(m -> m.resolve("src/test/java")).filter(Files::isDirectory).toList();
      Set<String> names = new TreeSet<>();
      for (Path tree : trees) {
        try (Stream<Path> files = Files.walk(tree)) {
          files.forEach(f -> names.add(f.getFileName().toString().replace(".java", "")));
        }
      }
      return List.copyOf(names);
    }
  }

  private static Stream<Member> collected() {
    return Catalogue.members().stream().filter(ProvenanceTest::isCollected);
  }

  private static boolean isCollected(Member member) {
    return Provenance.of(member).origin() != Origin.NOT_COLLECTED_YET;
  }

  private static Set<Switch> collectable() {
    try (EstatsSource source = new LinuxSource()) {
      return source.collectable().stream()
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Switch.class)));
    }
  }
}
