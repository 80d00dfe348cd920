package org.estats.server.host;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.estats.ConnectionText;
import org.estats.EstatsException;

/// Hides addresses in a text: each becomes a word made of it with a key that nobody keeps. Ports,
/// which say what a service is, stay.
public final class Addresses {

  private static final Pattern CANDIDATE =
      Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /// Folders of a file, besides those that every host has. Theirs are often named after people.
  private static final Pattern FOLDERS =
      Pattern.compile("(?<![\\w./-])/(?!run/estats|proc/|sys/|api/)(?:[^\\s\"/\\\\:;,()']+/)+");

  private static final int WORD_BYTES = 6;
  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;
  private final String host = Host.name();

  /// With a new key.
  public Addresses() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /// A text in which every address is a word, this host's name is one, and files are told without
  /// the folders that they are in.
  public String hashIn(String text) {
    String named = text.replace("\"" + host + "\"", "\"this-host\"");
    Matcher matcher = CANDIDATE.matcher(FOLDERS.matcher(named).replaceAll("(folder)/"));
    return matcher.replaceAll(found ->
        isAddress(found.group()) ? word(found.group()) : Matcher.quoteReplacement(found.group()));
  }

  private static boolean isAddress(String text) {
    try {
      ConnectionText.parseAddress(text);
      return true;
    } catch (EstatsException e) {
      return false;
    }
  }

  private String word(String address) {
    byte[] digest = mac.doFinal(address.getBytes(StandardCharsets.US_ASCII));
    return "address-" + HexFormat.of().formatHex(digest, 0, WORD_BYTES);
  }
}
