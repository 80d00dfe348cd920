package org.estats.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Order and widths of the catalogue give the structures that a C compiler makes of Microsoft's
/// declarations.
final class Win32LayoutTest {

  /// A member as the C compiler places it.
  private record Placed(
      String member, String structure, int structureBytes, String type, int at, int bytes) {}

  @Test
  void theCatalogueListsTheMembersInTheOrderOfTheStructures() throws IOException {
    assertThat(Catalogue.members().stream().map(Member::qualifiedName))
        .containsExactlyElementsOf(golden().stream().map(Placed::member).toList());
  }

  @Test
  void widthsAreTheTypesOfTheMembers() throws IOException {
    for (Placed placed : golden()) {
      Member member = Catalogue.named(placed.member()).orElseThrow();
      assertThat(member.width().name()).as(placed.member()).isEqualTo(placed.type());
    }
  }

  @Test
  void widthsGiveTheOffsetsOfTheStructures() throws IOException {
    Map<String, Integer> end = new LinkedHashMap<>();
    for (Placed placed : golden()) {
      Member member = Catalogue.named(placed.member()).orElseThrow();
      int bytes = member.width().bytes();
      int at = aligned(end.getOrDefault(placed.structure(), 0), bytes);
      assertThat(at).as("offset of " + placed.member()).isEqualTo(placed.at());
      assertThat(bytes).as("size of " + placed.member()).isEqualTo(placed.bytes());
      end.put(placed.structure(), at + bytes);
    }
  }

  @Test
  void widthsGiveTheSizesOfTheStructures() throws IOException {
    Map<String, Integer> end = new LinkedHashMap<>();
    Map<String, Integer> alignment = new LinkedHashMap<>();
    Map<String, Integer> compiled = new LinkedHashMap<>();
    for (Placed placed : golden()) {
      int bytes = Catalogue.named(placed.member()).orElseThrow().width().bytes();
      end.merge(placed.structure(), bytes, (old, more) -> aligned(old, more) + more);
      compiled.put(placed.structure(), placed.structureBytes());
      alignment.merge(placed.structure(), bytes, Math::max);
    }
    end.replaceAll((structure, bytes) -> aligned(bytes, alignment.get(structure)));
    assertThat(end).isEqualTo(compiled);
    assertThat(end.values()).containsExactly(12, 96, 4, 88, 160, 32, 72, 16, 40, 16);
  }

  private static int aligned(int offset, int alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  private static List<Placed> golden() throws IOException {
    try (InputStream in =
        Win32LayoutTest.class.getResourceAsStream("/golden/win32-x64-layout.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .map(f ->
              new Placed(
                  f[0],
                  f[1],
                  Integer.parseInt(f[2]),
                  f[3],
                  Integer.parseInt(f[4]),
                  Integer.parseInt(f[5])))
          .toList();
    }
  }
}
