package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmCommandTest {

  private static final Map<String, String> FILES =
      Map.of(
          "opts", "-Xmx1g -cp \"a b.jar\"",
          "all", "# a comment\n-Xmx1g\n-cp lib/x.jar\norg.example.FromFile argument",
          "nested", "@all");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "java org.example.Main, org.example.Main",
        "/usr/lib/jvm/x/bin/java -Xmx1g -Dx=y -cp a.jar:b.jar org.example.Main -jar no, "
            + "org.example.Main",
        "java -classpath a.jar -ea -XX:+UseZGC Main, Main",
        "java --class-path=a.jar kafka.Kafka server.properties, kafka.Kafka",
        "java --class-path a.jar org/example/Main, org.example.Main",
        "java -Xmx1g -jar /opt/app/orders-1.2.jar --port 80, orders-1.2.jar",
        "java -jar app.jar, app.jar",
        "java -p mods --add-modules a;b -m org.app/org.app.Main x, org.app.Main",
        "java --module-path mods --module org.app, org.app",
        "java --module-path=mods --module=org.app/org.app.Main, org.app.Main",
        "java --add-opens java.base/java.lang=ALL-UNNAMED --enable-native-access a.b M, M",
        "java --source 25 /home/me/Hello.java arg, Hello.java",
        "java -XX:OnOutOfMemoryError=x --enable-preview -agentlib:jdwp=a M, M",
        "java @opts Main, Main",
        "java @all, org.example.FromFile",
        "java -cp @all Main, Main",
        "java @missing Main, Main",
        "java --disable-@files Main @all, Main",
      })
  void whatIsLaunchedIsFound(String line, String program) {
    assertThat(launched(line)).contains(program);
  }

  @ParameterizedTest
  @CsvSource({"java", "java -version", "java -cp", "java -jar", "java -m", "java @all-of-nothing"})
  void whereNothingIsNamedNothingIsFound(String line) {
    assertThat(launched(line)).isEmpty();
  }

  @Test
  void anArgumentFileThatNamesItselfEndsSomewhere() {
    assertThat(JvmCommand.launched(List.of("java", "@self"), n -> Optional.of("-ea @self -ea")))
        .isEmpty();
  }

  @Test
  void filesAreNotReadForArgumentsOfTheProgram() {
    assertThat(
            JvmCommand.launched(
                List.of("java", "Main", "@secret"),
                n -> {
                  throw new AssertionError("read " + n);
                }))
        .contains("Main");
  }

  @ParameterizedTest
  @CsvSource({
    "jsvc.exec -user tomcat -pidfile /run/t.pid -cp a.jar -Dx=y org.apache.Bootstrap start,"
        + " org.apache.Bootstrap",
    "launcher -Xmx1g -jar x/y.jar, y.jar",
  })
  void theJvmInsideAnotherLauncherIsSeenThrough(String line, String program) {
    assertThat(JvmCommand.embedded(List.of(line.split(" ")))).contains(program);
  }

  @ParameterizedTest
  @CsvSource({"/opt/app/bin/App input.txt", "App -Dx=y", "App"})
  void aLauncherThatSaysNothingIsNotGuessedAt(String line) {
    assertThat(JvmCommand.embedded(List.of(line.split(" ")))).isEmpty();
  }

  private static Optional<String> launched(String line) {
    return JvmCommand.launched(
        List.of(line.split(" ")), name -> Optional.ofNullable(FILES.get(name)));
  }
}
