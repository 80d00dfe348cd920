import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/// Closes a test run: reads the reports that Surefire and Failsafe left in every module and says
/// what ran, what failed and what was skipped, with the reason.
///
/// `java tools/TestReport.java CHECKOUT [--live PREFIX..]`: with `--live`, a skipped test fails the
/// run too if its class name starts with one of the prefixes, and so does a prefix without a test:
/// a machine that cannot run the live tests says nothing about them.
final class TestReport {
  /// What became of one test; `reason` is empty where it passed at once.
  private record Test(String module, String className, String name, String fate, String reason) {
    String line() {
      return "%s: %s.%s: %s".formatted(fate, className, name, reason);
    }
  }

  private TestReport() {}

  static void main(String[] args) throws Exception {
    List<Test> tests = read(Path.of(args[0]));
    Map<String, List<Test>> modules = new TreeMap<>();
    tests.forEach(t -> modules.computeIfAbsent(t.module(), _ -> new ArrayList<>()).add(t));
    tests.stream().filter(t -> !t.fate().equals("passed")).map(Test::line).forEach(IO::println);
    tests.stream()
        .filter(t -> t.fate().equals("passed") && !t.reason().isEmpty())
        .forEach(t -> IO.println("passed at a second try: " + t.line()));
    modules.forEach((module, of) -> IO.println(counts(module + ": ", of)));
    IO.println(counts("", tests));
    List<String> complaints = new ArrayList<>();
    for (int i = 2; i < args.length && args[1].equals("--live"); i++) {
      complaints.addAll(complaintsOfLive(tests, args[i]));
    }
    complaints.forEach(IO::println);
    boolean failed = tests.isEmpty() || tests.stream().anyMatch(t -> t.fate().equals("failed"));
    System.exit(failed || !complaints.isEmpty() ? 1 : 0);
  }

  private static List<String> complaintsOfLive(List<Test> tests, String prefix) {
    List<Test> live = tests.stream().filter(t -> t.className().startsWith(prefix)).toList();
    if (live.isEmpty()) {
      return List.of("no test of " + prefix + " ran");
    }
    return live.stream()
        .filter(t -> t.fate().equals("skipped"))
        .map(t -> "must run here, but was " + t.line())
        .toList();
  }

  private static String counts(String label, List<Test> tests) {
    return "%s%d passed, %d failed, %d skipped"
        .formatted(label, count(tests, "passed"), count(tests, "failed"), count(tests, "skipped"));
  }

  private static long count(List<Test> tests, String fate) {
    return tests.stream().filter(t -> t.fate().equals(fate)).count();
  }

  private static List<Test> read(Path checkout) throws Exception {
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    List<Test> tests = new ArrayList<>();
    for (Path report : reports(checkout)) {
      var cases = parser.parse(report.toFile()).getElementsByTagName("testcase");
      String module = checkout.relativize(report).getName(0).toString();
      for (int i = 0; i < cases.getLength(); i++) {
        tests.add(test(module, (Element) cases.item(i)));
      }
    }
    return tests;
  }

  private static List<Path> reports(Path checkout) throws IOException {
    List<Path> reports = new ArrayList<>();
    try (Stream<Path> modules = Files.list(checkout)) {
      for (Path module : modules.sorted().toList()) {
        for (String runner : List.of("surefire", "failsafe")) {
          Path folder = module.resolve("target", runner + "-reports");
          if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
              files.forEach(reports::add);
            }
          }
        }
      }
    }
    return reports;
  }

  private static Test test(String module, Element testCase) {
    String name = testCase.getAttribute("name");
    String className = testCase.getAttribute("classname");
    return IntStream.range(0, testCase.getChildNodes().getLength())
        .mapToObj(i -> testCase.getChildNodes().item(i))
        .flatMap(node -> node instanceof Element e ? Stream.of(e) : Stream.empty())
        .filter(e -> !fate(e).equals("passed") || e.getTagName().startsWith("flaky"))
        .map(e -> new Test(module, className, name, fate(e), reason(e)))
        .findFirst()
        .orElse(new Test(module, className, name, "passed", ""));
  }

  private static String fate(Element outcome) {
    return switch (outcome.getTagName()) {
      case "failure", "error" -> "failed";
      case "skipped" -> "skipped";
      default -> "passed"; // captured output, or a failure of an earlier try
    };
  }

  /// In one line, without the name of the exception by which JUnit says "skipped".
  private static String reason(Element outcome) {
    String message = outcome.getAttribute("message");
    String reason = message.isBlank() ? outcome.getTextContent() : message;
    return reason
        .replaceAll("(?m)^\\s+at .*", "")
        .replaceAll("\\s+", " ")
        .replaceFirst("^org.opentest4j.TestAbortedException: (Assumption failed: )?", "")
        .replaceFirst("(.{300}).*", "$1 ...")
        .strip();
  }
}
