package org.estats.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// The files of the page, out of this module.
public final class Pages {

  private static final String FOLDER = "/org/estats/server/web";
  private static final Pattern NAME = Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){1,4}");
  private static final Pattern TAKES_GZIP =
      Pattern.compile("(^|,)\\s*gzip\\s*(,|$|;\\s*q=(1|0?\\.[0-9]*[1-9]))");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, byte[]> packed = new ConcurrentHashMap<>();

  /// Sends a file of the page.
  ///
  /// @param accepted what encodings the client takes
  /// @return whether there is one of this name
  boolean send(String path, String accepted, Answer answer) throws IOException {
    String name = path.equals("/") ? "/index.html" : path;
    Optional<byte[]> file = file(name);
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (file.isEmpty() || type == null) {
      return false;
    }
    if (name.startsWith("/assets/")) { // their names change with what is in them
      answer.header("Cache-Control", "public, max-age=31536000, immutable");
    } else {
      answer.header("Cache-Control", "no-cache");
    }
    boolean isText = type.startsWith("text/") || type.equals("application/json");
    if (isText) {
      answer.header("Vary", "Accept-Encoding");
    }
    if (isText && TAKES_GZIP.matcher(accepted).find()) {
      answer.header("Content-Encoding", "gzip");
      answer.send(200, type, packed(name, file.get()));
    } else {
      answer.send(200, type, file.get());
    }
    return true;
  }

  private byte[] packed(String name, byte[] file) throws IOException {
    byte[] known = packed.get(name);
    if (known != null) {
      return known;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(file);
    }
    packed.put(name, bytes.toByteArray());
    return bytes.toByteArray();
  }

  /// A file; empty if there is none of this name.
  public Optional<byte[]> file(String name) throws IOException {
    byte[] known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      return Optional.empty();
    }
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] read = in.readAllBytes();
      files.put(name, read);
      return Optional.of(read);
    }
  }
}
