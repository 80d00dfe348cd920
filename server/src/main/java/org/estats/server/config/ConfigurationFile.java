package org.estats.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.estats.EstatsException;

/// Reads a configuration: `name = value`, a line each, `#` for comments. What is wrong is told with
/// file and line, all of it at once.
public final class ConfigurationFile {

  private static final long BYTES_MAX = 1 << 20;

  private final String name;
  private final Path directory;
  private final Settings settings = new Settings();
  private final Map<String, Integer> seen = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  private ConfigurationFile(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  /// The configuration of a daemon that is told nothing.
  ///
  /// @param overrides settings as in a file, `name=value`, which come from the command line
  /// @throws EstatsException INVALID
  public static Configuration standard(List<String> overrides) {
    return parse("the configuration", Path.of(""), List.of(), overrides);
  }

  /// Reads a file.
  ///
  /// @param overrides settings as in a file, which win
  /// @throws EstatsException INVALID, with every line that is wrong
  public static Configuration read(Path file, List<String> overrides) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new EstatsException(
            EstatsException.Kind.INVALID, file + " is larger than a configuration can be");
      }
      Path directory = file.toAbsolutePath().getParent();
      return parse(file.toString(), directory, Files.readAllLines(file), overrides);
    } catch (CharacterCodingException e) {
      throw new EstatsException(EstatsException.Kind.INVALID, file + " is not text in UTF-8");
    } catch (NoSuchFileException e) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "there is no configuration file " + file);
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "cannot read " + file + ": " + e.getMessage());
    }
  }

  static Configuration parse(
      String name, Path directory, List<String> lines, List<String> overrides) {
    ConfigurationFile file = new ConfigurationFile(name, directory);
    for (int i = 0; i < lines.size(); i++) {
      file.take(lines.get(i), i + 1);
    }
    file.seen.clear();
    overrides.forEach(o -> file.take(o, 0));
    file.failIfFaulty();
    return file.finish();
  }

  private void take(String text, int line) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.startsWith("#")) {
      return;
    }
    int equals = stripped.indexOf('=');
    if (equals < 0) {
      fault(line, "'" + stripped + "' is not NAME = VALUE");
      return;
    }
    String key = stripped.substring(0, equals).strip();
    String value = stripped.substring(equals + 1).strip();
    Integer before = Settings.mayRepeat(key) ? null : seen.put(key, line);
    if (before != null) {
      fault(line, key + " stands in line " + before + " already");
      return;
    }
    try {
      settings.take(key, value, line, directory);
    } catch (EstatsException e) {
      fault(line, e.getMessage() + (e.remedy().isEmpty() ? "" : " (" + e.remedy() + ")"));
    }
  }

  private Configuration finish() {
    try {
      return settings.finish();
    } catch (EstatsException e) {
      throw new EstatsException(e.kind(), name + ": " + e.getMessage(), e.remedy());
    }
  }

  private void fault(int line, String what) {
    faults.add((line == 0 ? "" : name + ":" + line + ": ") + what);
  }

  private void failIfFaulty() {
    if (!faults.isEmpty()) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, String.join("\n", faults), Settings.ACCEPTED);
    }
  }
}
