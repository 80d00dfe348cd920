package org.estats.linux.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/members.md` is what it would be if it were made now; `-Dgolden.update=true` makes it.
class MembersDocumentTest {

  private static final Path DOCUMENT = Path.of("../docs/members.md");

  @Test
  void theDocumentIsInStepWithTheTables() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, MembersDocument.text());
    }
    assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
        .as("docs/members.md is out of step: run with -Dgolden.update=true")
        .isEqualTo(MembersDocument.text());
  }
}
