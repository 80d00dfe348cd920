package org.estats.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.estats.EstatsException;
import org.estats.server.QueryClient;
import org.estats.server.query.QueryResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `query`: the history.
@Command(
    name = "query",
    description = {
      "Asks the history of 'serve' in SQL.",
      "One SELECT over 'closed' (connections that have ended) and 'samples' (those that were"
          + " there).",
      "A group is a structure of its members: SELECT remote, sum(Path.PktsRetrans) FROM samples"
          + " GROUP BY ALL ORDER BY 2 DESC LIMIT 10. In samples, counters are what they counted"
          + " since the sample before. Times are UTC.",
      "The daemon that records is asked; with --file, a file that no daemon has open."
    })
final class QueryCommand implements Callable<Integer> {

  private static final String DAEMON = "http://127.0.0.1:8377/";

  private final Session session;

  @Parameters(paramLabel = "SQL", arity = "0..1", description = "The question.")
  private String sql;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = DAEMON,
      description = "Where the daemon is (default: " + DAEMON + ").")
  private String url = DAEMON;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the token that the daemon wants.")
  private String tokenFile;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "A PEM file with the certificate of the daemon, or of who made it, where nobody else is"
              + " to be trusted.")
  private String certificates;

  @Option(names = "--file", paramLabel = "FILE", description = "Ask this file.")
  private String file;

  @Option(names = "--json", description = "Print what the API answers.")
  private boolean isJson;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "Write a support bundle, addresses hashed; needs the admin token.")
  private String bundle;

  QueryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    QueryClient client =
        new QueryClient(address(), token(), Optional.ofNullable(certificates).map(Path::of));
    if (bundle != null) {
      Files.write(Path.of(bundle), client.bundle());
      session.output().note("estats: wrote " + bundle);
      return ExitCode.DONE;
    }
    if (sql == null) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "query needs SQL", "see: estats help query");
    }
    QueryResult result = file == null ? client.ask(sql) : QueryClient.askFile(Path.of(file), sql);
    if (isJson) {
      session.output().result().write(QueryClient.json(result));
      session.output().line("");
    } else {
      QueryTable.write(result, session.output());
    }
    return ExitCode.DONE;
  }

  private URI address() {
    try {
      return URI.create(url.endsWith("/") ? url : url + "/");
    } catch (IllegalArgumentException e) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "'" + url + "' is not a URL", "such as " + DAEMON);
    }
  }

  private Optional<String> token() {
    if (tokenFile == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(tokenFile)).strip());
    } catch (IOException e) {
      throw new EstatsException(
          EstatsException.Kind.INVALID, "cannot read " + tokenFile + ": " + e.getMessage());
    }
  }
}
