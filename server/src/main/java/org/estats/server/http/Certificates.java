package org.estats.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.estats.EstatsException;

/// Reads certificate and key as they come from everywhere: PEM files.
public final class Certificates {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final String PEM = "a PEM file, as tls-certificate of the daemon is";

  private Certificates() {}

  /// What TLS needs.
  ///
  /// @throws EstatsException INVALID, with the file and what would mend it
  public static SSLContext read(Path certificate, Path key) {
    try (InputStream in = Files.newInputStream(certificate)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw invalid(certificate + " holds no certificate", "");
      }
      PrivateKey read = key(key, chain[0].getPublicKey().getAlgorithm());
      requireSame(read, chain[0].getPublicKey());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("estats", read, new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw invalid("cannot read " + e.getMessage(), "");
    } catch (GeneralSecurityException e) {
      throw invalid(
          "cannot use " + certificate + " with " + key + ": " + e.getMessage(),
          "both must belong together");
    }
  }

  /// What a client needs that trusts the certificates of a file, and nobody else.
  ///
  /// @throws EstatsException INVALID, with the file
  public static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("estats-" + store.size(), one);
      }
      if (store.size() == 0) {
        throw invalid(file + " holds no certificate", PEM);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (NoSuchFileException e) {
      throw invalid("there is no file " + file, PEM);
    } catch (IOException e) {
      throw invalid("cannot read " + file + ": " + e.getMessage(), "");
    } catch (GeneralSecurityException e) {
      throw invalid(file + " holds no certificate: " + e.getMessage(), PEM);
    }
  }

  /// Nothing else notices before the first client does, whose handshake fails.
  private static void requireSame(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm();
        };
    byte[] any = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(any);
    byte[] signed = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certified);
    verifying.update(any);
    if (!verifying.verify(signed)) {
      throw new SignatureException("the certificate is of another key");
    }
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher matcher = KEY.matcher(Files.readString(file));
    if (!matcher.find()) {
      throw invalid(
          file + " holds no PKCS #8 key",
          "turn it into one: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String name : List.of(algorithm, "RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (InvalidKeySpecException e) {
        // another kind, then
      }
    }
    throw invalid(file + " holds a key of a kind that is not known", "use RSA, EC or Ed25519");
  }

  private static EstatsException invalid(String message, String remedy) {
    return new EstatsException(EstatsException.Kind.INVALID, message, remedy);
  }
}
