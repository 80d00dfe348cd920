package org.estats.linux.provenance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.estats.catalogue.Member;

/// The scenarios that prove a member, by their names in the demonstration. They stand in a resource
/// that is written from what came of them; see CONTRIBUTING.md.
///
/// @param member the member's qualified name
/// @param moves a scenario that moves it by a known amount
/// @param stays a scenario that must not move it; empty for what cannot move
public record Proof(String member, String moves, String stays) {

  private static final String RESOURCE = "proofs.tsv";

  private static final Map<String, Proof> ALL = load();

  /// The proof of a member; empty while there is none.
  public static Optional<Proof> of(Member member) {
    return Optional.ofNullable(ALL.get(member.qualifiedName()));
  }

  /// In words.
  public String text() {
    return stays.isEmpty()
        ? "demo `" + moves + "`"
        : "demo `" + moves + "` moves it, `" + stays + "` does not";
  }

  /// The line of the resource.
  public String line() {
    return String.join("\t", member, moves, stays);
  }

  private static Map<String, Proof> load() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Proof.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.split("\t", -1))
          .map(cells -> new Proof(cells[0], cells[1], cells[2]))
          .collect(Collectors.toMap(Proof::member, Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
