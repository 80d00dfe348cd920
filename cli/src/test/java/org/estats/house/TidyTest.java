package org.estats.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Holds the whole tree to the habits of [TidyRules], and the rules to what they should find.
class TidyTest {
  /// A rule, and a file that breaks it once.
  private record Case(
      String name, Function<SourceFile, List<String>> rule, String badPath, String badText) {}

  private static final List<Case> CASES =
      List.of(
          new Case("no long lines", TidyRules::longLines, "A.java", "x".repeat(101)),
          new Case(
              "no long methods",
              TidyRules::longMethods,
              "A.java",
              "class A { void a() {" + "\n".repeat(60) + "} }"),
          new Case(
              "nothing is judged after all tests",
              TidyRules::judgingAfterAll,
              "A.java",
              "class A {\n  @AfterAll\n  static void a() {\n    assertThat(1);\n  }\n}"),
          new Case("no long files", TidyRules::longFiles, "a.c", "x\n".repeat(601)),
          new Case(
              "nothing left to do without an issue",
              TidyRules::unfinishedWithoutIssue,
              "A.java",
              "// TO" + "DO: later"),
          new Case(
              "no banned calls", TidyRules::bannedCalls, "core/A.java", "e.printStackTrace();"),
          new Case(
              "only the command line prints",
              TidyRules::printing,
              "core/src/main/java/A.java",
              "System.out.println();"),
          new Case(
              "nothing that readers do not have",
              TidyRules::workplace,
              "README.md",
              "see /wo" + "rk/x"),
          new Case(
              "every module says what it is",
              TidyRules::moduleWithoutComment,
              "module-info.java",
              "/// Placeholder description of this.\nmodule a {}"),
          new Case(
              "Markdown starts with a title",
              TidyRules::markdownWithoutTitle,
              "README.md",
              "\n# Late"),
          new Case("links lead somewhere", TidyRules::deadLinks, "README.md", "[a](gone.md#part)"));

  @TestFactory
  List<DynamicTest> theTreeIsTidy() {
    List<SourceFile> tree = SourceFile.all();
    return CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () -> assertThat(tree.stream().flatMap(f -> c.rule().apply(f).stream())).isEmpty()))
        .toList();
  }

  @TestFactory
  List<DynamicTest> everyRuleFindsWhatBreaksIt() {
    return CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () ->
                    assertThat(c.rule().apply(new SourceFile(c.badPath(), c.badText())))
                        .hasSize(1)))
        .toList();
  }

  @Test
  void theTreeThatIsWalkedIsTheWholeOne() {
    assertThat(SourceFile.all())
        .extracting(SourceFile::path)
        .contains(
            "estats",
            "pom.xml",
            "core/src/main/java/module-info.java",
            "cli/src/test/java/org/estats/house/TidyTest.java")
        .noneMatch(path -> path.contains("/target/"));
  }

  @Test
  void anIssueMakesALeftoverAcceptable() {
    var file = new SourceFile("A.java", "// TO" + "DO(#12): later\n");
    assertThat(TidyRules.unfinishedWithoutIssue(file)).isEmpty();
  }

  @Test
  void commentsAndLiteralsAreNotCode() {
    String source =
        """
        class A {
          /// System.out.println();
          String a = "System.err \\" {";
          char b = '"'; // System.out
          /* IO.println {
          */
          String c = \"""
              System.out " { \\\"""
              \""";
        }
        """;
    assertThat(TidyRules.printing(new SourceFile("core/src/main/java/A.java", source))).isEmpty();
    assertThat(JavaCode.blank(source).lines()).hasSameSizeAs(source.lines().toList());
    assertThat(JavaCode.bodies(source)).isEmpty();
  }

  @Test
  void bodiesAreThoseOfMembersAndNotOfTypes() {
    String source =
        """
        class A {
          A() {
            if (x) {
              y();
            }
          }

          enum B {
            C;
            @D(e = {
              "f"
            })
            void g() {}
          }
        }
        """;
    assertThat(JavaCode.bodies(source))
        .containsExactly(new JavaCode.Body(2, 5), new JavaCode.Body(13, 1));
  }
}
