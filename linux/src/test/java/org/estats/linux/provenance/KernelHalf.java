package org.estats.linux.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.estats.Absence;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Member;

/// What the sources of the kernel half say of each member of a group that is on: the expression
/// that fills it in the record, and the reasons for which it can be absent. What is given where
/// nothing is on follows `tcp_info` and is held against it elsewhere.
final class KernelHalf {

  private static final Path SOURCES = Path.of("src/main/bpf");
  private static final String WHERE_NOTHING_IS_ON = "whole_life.h";

  /// What the record carries besides members.
  private static final String FIGURES = "Figures.";

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern ASSIGNMENT = Pattern.compile("r->(\\w+\\.\\w+) =\\s+([^;]+);");
  private static final Pattern FUNCTION =
      Pattern.compile(
          "static __always_inline \\w+ \\*?(\\w+)\\([^)]*\\)\\s*\\{(.*?)\\n\\}", Pattern.DOTALL);
  private static final Pattern ABSENT = Pattern.compile("\\bABSENT_(\\w+)");
  private static final Pattern CALL = Pattern.compile("\\b(\\w+)\\(");
  private static final Pattern WORD = Pattern.compile("\\w+");

  /// By the kernel half's names, which are not all the catalogue's.
  private static final Map<String, Absence> REASONS =
      Map.of(
          "NO_SAMPLE", Absence.NO_SAMPLE_YET,
          "OFF", Absence.OFF,
          "KERNEL_LACKS", Absence.KERNEL_LACKS,
          "AMBIGUOUS", Absence.AMBIGUOUS,
          "UNWATCHED", Absence.UNWATCHED);

  private final Map<Member, String> expressions = new HashMap<>();
  private final Map<Member, Set<Absence>> absences = new HashMap<>();
  private final Set<String> words = new TreeSet<>();

  private KernelHalf() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file :
          files
              .filter(f -> f.toString().matches(".*\\.[ch]"))
              .filter(f -> !f.endsWith(WHERE_NOTHING_IS_ON))
              .sorted()
              .toList()) {
        all.append(source(file)).append('\n');
      }
    }
    WORD.matcher(all).results().forEach(w -> words.add(w.group()));
    String sources = all.toString();
    Map<String, Set<Absence>> helpers = new HashMap<>();
    FUNCTION
        .matcher(sources)
        .results()
        .forEach(f -> helpers.put(f.group(1), absencesIn(f.group(2))));
    for (Matcher m = ASSIGNMENT.matcher(sources); m.find(); ) {
      if (m.group(1).startsWith(FIGURES)) {
        continue;
      }
      Optional<Member> member = Catalogue.named(m.group(1));
      String expression = m.group(2).replaceAll("\\s+", " ");
      Set<Absence> reasons = absencesIn(expression);
      CALL.matcher(expression)
          .results()
          .forEach(c -> reasons.addAll(helpers.getOrDefault(c.group(1), Set.of())));
      Member filled =
          member.orElseThrow(() -> new IllegalStateException("no member " + m.group(1)));
      absences.computeIfAbsent(filled, x -> EnumSet.noneOf(Absence.class)).addAll(reasons);
      if (!expression.startsWith("ABSENT_")) {
        expressions.merge(filled, expression, (a, b) -> a + " or " + b);
      }
    }
  }

  static KernelHalf read() throws IOException {
    return new KernelHalf();
  }

  /// The members that the record carries.
  Set<Member> members() {
    return expressions.keySet();
  }

  /// What is written into the record for a member; several alternatives joined by `or`.
  String expression(Member member) {
    return expressions.get(member);
  }

  /// The reasons that can be written in the member's place.
  Set<Absence> absences(Member member) {
    return absences.get(member);
  }

  /// Those of some words that occur nowhere in the sources.
  List<String> unknown(Stream<String> names) {
    return names.filter(name -> !words.contains(name)).toList();
  }

  private static Set<Absence> absencesIn(String code) {
    Set<Absence> found = EnumSet.noneOf(Absence.class);
    ABSENT.matcher(code).results().forEach(a -> found.add(REASONS.get(a.group(1))));
    return found;
  }

  private static String source(Path file) throws IOException {
    return COMMENT.matcher(Files.readString(file)).replaceAll("");
  }
}
