package org.estats.lab.ground;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.estats.diagnosis.Nature;

/// Reads scenario files. A line is one of
///
/// ```text
/// # a remark
/// truth = random-loss                 what is the matter; others that say the same behind a |,
///                                     others that are at work too behind a +
/// rtt = 10..150ms                     a setting
/// impaired loss = 0.3..5%             a setting of the ill connection only
/// ```
///
/// and the settings are those of [Setting].
final class ScenarioFile {

  private static final String INDEX = "index";
  private static final String SUFFIX = ".scenario";
  private static final String IMPAIRED = "impaired ";
  private static final String TRUTH = "truth";

  private final String name;
  private final Map<Setting, Range> settings = new EnumMap<>(Setting.class);
  private final Map<Setting, Range> impairment = new EnumMap<>(Setting.class);
  private Truth truth;

  private ScenarioFile(String name) {
    this.name = name;
  }

  /// All scenarios that come with the lab, in the order of their index.
  static List<GroundScenario> all() {
    return resource(INDEX).lines().map(name -> parse(name, resource(name + SUFFIX))).toList();
  }

  private static String resource(String file) {
    try (InputStream in = ScenarioFile.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the lab comes without its file " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads one.
  ///
  /// @throws IllegalArgumentException if it is wrong; the message names the line
  static GroundScenario parse(String name, String text) {
    ScenarioFile file = new ScenarioFile(name);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      try {
        file.line(lines.get(i).strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            name + SUFFIX + ", line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    if (file.truth == null) {
      throw new IllegalArgumentException(name + SUFFIX + " does not say what is the matter");
    }
    return new GroundScenario(name, file.truth, file.settings, file.impairment);
  }

  private void line(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String[] parts = line.split("\\s*=\\s*", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException("'" + line + "' sets nothing");
    }
    if (parts[0].equals(TRUTH)) {
      truth = truth(parts[1]);
    } else if (parts[0].startsWith(IMPAIRED)) {
      put(impairment, parts[0].substring(IMPAIRED.length()).strip(), parts[1]);
    } else {
      put(settings, parts[0], parts[1]);
    }
  }

  private static Truth truth(String text) {
    List<Nature> natures = new ArrayList<>();
    for (String word : text.split("[|+]")) {
      natures.add(
          Nature.named(word)
              .orElseThrow(() -> new IllegalArgumentException("no nature '" + word + "'")));
    }
    return new Truth(List.copyOf(natures), text.contains("+"));
  }

  private static void put(Map<Setting, Range> to, String key, String value) {
    Setting setting =
        Setting.named(key)
            .orElseThrow(() -> new IllegalArgumentException("no setting '" + key + "'"));
    if (to.put(setting, Range.of(value)) != null) {
      throw new IllegalArgumentException(key + " is set twice");
    }
  }
}
