package org.estats.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The habits of this project that a machine can check. Each rule takes one file and gives its
/// complaints, none where the rule does not apply.
final class TidyRules {
  private static final int COLUMNS_MAX = 100;
  private static final int METHOD_LINES_MAX = 60;
  private static final int FILE_LINES_MAX = 600;

  /// What is not called, and what to do instead.
  private static final Map<String, String> BANNED =
      Map.of(
          "printStackTrace", "log it with System.Logger or let it through",
          "java.util.logging", "use System.Logger",
          "sun.misc.Unsafe", "use a VarHandle or a MemorySegment");

  private static final Pattern PRINTING = Pattern.compile("\\bSystem\\.(out|err)\\b|\\bIO\\.print");
  private static final Pattern AFTER_ALL = Pattern.compile("^ *@AfterAll\\b");
  private static final Pattern MAIN = Pattern.compile("\\bvoid main\\(");
  private static final Pattern LEFT_TO_DO =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b(?! ?\\(?#\\d)");
  private static final Pattern MODULE_COMMENT =
      Pattern.compile("(?m)^/// (.+(?:\n///.*)*)\n(?:open )?module ");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

  /// Places and tools that only those who wrote this could know. Put together here so that this
  /// file does not hold them.
  private static final Pattern WORKPLACE =
      Pattern.compile(
          Stream.of(
                  "/wo#rk/",
                  "sha#red/(reference|design|prototype|seeds)",
                  "house-#style\\.md",
                  "linux-#map",
                  "/tmp/#prompts",
                  "\\.li#brary/",
                  "far#m-(bench|studio)",
                  "anchors#\\.md",
                  "unmet-#needs",
                  "api-#semantics\\.md")
              .map(s -> s.replace("#", ""))
              .reduce((a, b) -> a + "|" + b)
              .orElseThrow());

  private TidyRules() {}

  static List<String> longLines(SourceFile file) {
    return file.endsWith(".java")
        ? file.complain(
            "more than %d columns".formatted(COLUMNS_MAX),
            line -> line.codePoints().count() > COLUMNS_MAX && !line.startsWith("import "))
        : List.of();
  }

  static List<String> longMethods(SourceFile file) {
    return file.endsWith(".java")
        ? JavaCode.bodies(file.text()).stream()
            .filter(body -> body.lines() > METHOD_LINES_MAX)
            .map(body -> file.complaint(body.line(), "a body of %d lines".formatted(body.lines())))
            .toList()
        : List.of();
  }

  /// What fails there stays failed, whatever comes of the tests that are tried again.
  static List<String> judgingAfterAll(SourceFile file) {
    return file.endsWith(".java")
        ? JavaCode.bodies(file.text()).stream()
            .filter(body -> isAfterAll(file, body) && holds(file, body, "assert"))
            .map(body -> file.complaint(body.line(), "judges after all tests: make it a test"))
            .toList()
        : List.of();
  }

  private static boolean isAfterAll(SourceFile file, JavaCode.Body body) {
    int before = Math.max(0, body.line() - 3);
    return file.lines().subList(before, body.line()).stream().anyMatch(AFTER_ALL.asPredicate());
  }

  private static boolean holds(SourceFile file, JavaCode.Body body, String word) {
    int end = Math.min(file.lines().size(), body.line() - 1 + body.lines());
    return file.lines().subList(body.line() - 1, end).stream().anyMatch(l -> l.contains(word));
  }

  static List<String> longFiles(SourceFile file) {
    int lines = file.lines().size();
    return file.endsWith(".java", ".c", ".h", ".sh") && lines > FILE_LINES_MAX
        ? List.of(file.complaint(lines, "a file of %d lines".formatted(lines)))
        : List.of();
  }

  static List<String> unfinishedWithoutIssue(SourceFile file) {
    return file.complain("left to do, without an issue (#12)", LEFT_TO_DO.asPredicate());
  }

  static List<String> bannedCalls(SourceFile file) {
    List<String> complaints = new ArrayList<>();
    if (file.endsWith(".java")) {
      var code = new SourceFile(file.path(), JavaCode.blank(file.text()));
      BANNED.forEach((call, instead) ->
          complaints.addAll(code.complain(call + ": " + instead, line -> line.contains(call))));
    }
    return complaints;
  }

  /// Results are printed by the command line alone; programs of the lab, the bench and the examples
  /// may, and programs that a test starts to be a process of their own.
  static List<String> printing(SourceFile file) {
    String code = JavaCode.blank(file.text());
    boolean allowed =
        file.path().startsWith("cli/")
            || file.path().startsWith("tools/")
            || file.path().matches("(lab|bench|examples)/src/main/.*|[a-z]+/src/test/.*")
                && MAIN.matcher(code).find();
    return file.endsWith(".java") && !allowed
        ? new SourceFile(file.path(), code)
            .complain("prints: return it, or use System.Logger", PRINTING.asPredicate())
        : List.of();
  }

  static List<String> workplace(SourceFile file) {
    return file.complain("names a place that readers do not have", WORKPLACE.asPredicate());
  }

  static List<String> moduleWithoutComment(SourceFile file) {
    if (!file.endsWith("module-info.java")) {
      return List.of();
    }
    Matcher comment = MODULE_COMMENT.matcher(file.text());
    boolean good =
        comment.find()
            && comment.group(1).contains(".")
            && comment.group(1).split("\\s+").length > 3
            && !comment.group(1).contains("Placeholder");
    return good ? List.of() : List.of(file.complaint(1, "no /// sentence on what the module is"));
  }

  static List<String> markdownWithoutTitle(SourceFile file) {
    return file.endsWith(".md") && !file.text().startsWith("# ")
        ? List.of(file.complaint(1, "a Markdown file starts with '# ' and its title"))
        : List.of();
  }

  /// A link from Markdown to a file that is not there.
  static List<String> deadLinks(SourceFile file) {
    if (!file.endsWith(".md")) {
      return List.of();
    }
    Path folder = SourceFile.root().resolve(file.path()).getParent();
    return LINK.matcher(file.text())
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.matches("[a-z]+:.*") && !Files.exists(folder.resolve(target)))
        .map(target -> file.complaint(1, "links to " + target + ", which is not there"))
        .toList();
  }
}
