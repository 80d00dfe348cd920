package org.estats.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser, against the real daemon and real traffic over the lab's paths. The
/// walk itself is `server/src/main/web/browser/page.mjs`.
@ExtendWith(BorrowedCollector.class) // the daemon leaves it for the next one to find
final class PageLiveTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path WEB = ROOT.resolve("server", "src", "main", "web");
  private static final long WALK_MINUTES = 9;

  @TempDir private Path folder;

  @BeforeAll
  static void needsABrowser() {
    LiveMachine.assumeLab();
    assumeTrue(isOnPath("chromium"), "needs chromium");
    assumeTrue(isOnPath("node"), "needs node");
    assumeTrue(
        Files.isDirectory(WEB.resolve("node_modules")),
        "needs the page's libraries: npm --prefix server/src/main/web ci");
  }

  private static boolean isOnPath(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  @Test
  void theSickConnectionIsFoundAndUnderstoodAndNothingIsAmissOnThePage() throws Exception {
    try (PageTraffic _ = PageTraffic.start()) {
      try (Served daemon =
          Served.start(
              "--set", "netns=all", "--history", folder.resolve("history.duckdb").toString())) {
        Path said = folder.resolve("walk.txt");
        Process walk =
            new ProcessBuilder("node", "browser/page.mjs", daemon.url())
                .directory(WEB.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean hasEnded = walk.waitFor(WALK_MINUTES, TimeUnit.MINUTES);
        walk.destroyForcibly();
        String text = Files.readString(said);
        assertThat(hasEnded).as(text).isTrue();
        assertThat(walk.exitValue()).as(text).isZero();
        assertThat(text).contains("understood after one click");
      }
    }
  }
}
