package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentFileTest {

  @Test
  void whiteSpaceSeparatesAndCommentsAreSkipped() {
    assertThat(ArgumentFile.parse("-Xmx1g  -ea\n# not this\n\t-Dx=y # nor this\nMain"))
        .containsExactly("-Xmx1g", "-ea", "-Dx=y", "Main");
  }

  @Test
  void quotesKeepTogetherAndEscapesMeanTheirCharacter() {
    assertThat(ArgumentFile.parse("\"a b\" 'c \"d' -D\"x y\"=z \"c:\\\\dir\\tx\" \"\""))
        .containsExactly("a b", "c \"d", "-Dx y=z", "c:\\dir\tx", "");
  }

  @Test
  void aBackslashAtTheEndOfALineJoinsTheNext() {
    assertThat(ArgumentFile.parse("\"a.jar:\\\n   b.jar\" Main"))
        .containsExactly("a.jar:b.jar", "Main");
  }

  /// The `java` launcher itself is the witness.
  @Test
  void theLauncherReadsItTheSameWay(@TempDir Path directory) throws Exception {
    String text =
        """
        # options
        -cp "%s"
        "-Dquoted=a b"   '-Dsingle=c "d"'
        "-Dhash=x#y" "-Descaped=e\\\\f\\tg" "-Djoined=h\\
            i" -Dempty="" -Dbroken=off#here
        -Draw=a\\tb
        "-Dopen=to the end of the line
        """
            .formatted(directory);
    Path file = directory.resolve("options");
    Files.writeString(file, text);
    Path source = directory.resolve("Show.java");
    Files.writeString(
        source,
        """
        public class Show {
          public static void main(String[] names) {
            for (String n : names) System.out.print("-D" + n + "=" + System.getProperty(n) + "\\1");
          }
        }
        """);
    String[] names = {"quoted", "single", "hash", "escaped", "joined", "empty", "raw", "open"};
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    ProcessBuilder builder = new ProcessBuilder(java, "@" + file, source.toString());
    builder.command().addAll(List.of(names));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    assertThat(ArgumentFile.parse(text).subList(2, 2 + names.length))
        .containsExactly(output.split("\1"));
  }
}
