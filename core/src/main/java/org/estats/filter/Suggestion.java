package org.estats.filter;

import static org.estats.filter.TermParser.invalid;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.estats.EstatsException;
import org.estats.TcpState;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;

/// The errors for what is not known at all, with what was probably meant.
final class Suggestion {

  static final String ALL_TERMS =
      "terms are "
          + Arrays.stream(Key.values()).map(k -> k.word() + "=").collect(Collectors.joining(", "))
          + ", a connection as it is printed, or a comparison such as Path.PktsRetrans>0";

  private static final String ALL_GROUPS =
      "members are written Group.Name; the groups are "
          + Arrays.stream(Group.values()).map(Group::estatsName).collect(Collectors.joining(", "));

  private static final String ALL_STATES =
      "the states are "
          + Arrays.stream(TcpState.values())
              .map(TcpState::toString)
              .collect(Collectors.joining(", "));

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern ADDRESS_CHARACTERS = Pattern.compile("[0-9a-fA-F.:/%\\[\\]]+");

  private static final List<String> QUALIFIED_NAMES =
      Catalogue.members().stream().map(Member::qualifiedName).toList();
  private static final Map<String, List<String>> NAMESAKES =
      Catalogue.members().stream()
          .collect(
              Collectors.groupingBy(
                  member -> member.estatsName().toLowerCase(Locale.ROOT),
                  Collectors.mapping(Member::qualifiedName, Collectors.toList())));
  private static final Map<String, String> MEANT_BY = meantBy();

  private Suggestion() {}

  /// Before the operator stands no name that is known.
  static EstatsException unknownName(String name) {
    if (name.isEmpty()) {
      return invalid("nothing stands before the operator", ALL_TERMS);
    }
    boolean member = name.indexOf('.') >= 0;
    return invalid(
        (member ? "no member " : "no term ") + name + didYouMean(nearest(name)),
        member ? ALL_GROUPS : ALL_TERMS);
  }

  /// There is no operator, and it is not a connection either.
  static EstatsException unknownTerm(String text) {
    Optional<String> meant = asValue(text).or(() -> nearest(text));
    return invalid("'" + text + "' is not a term" + didYouMean(meant), ALL_TERMS);
  }

  static EstatsException unknownState(String name) {
    List<String> states = Arrays.stream(TcpState.values()).map(TcpState::toString).toList();
    return invalid("no state " + name + didYouMean(Nearest.to(name, states)), ALL_STATES);
  }

  private static String didYouMean(Optional<String> meant) {
    return meant.map(m -> "; did you mean " + m + "?").orElse("");
  }

  /// The term that a bare value was probably meant to be.
  private static Optional<String> asValue(String text) {
    if (TcpState.named(text).isPresent()) {
      return Optional.of("state=" + text);
    }
    Key key = DIGITS.matcher(text).matches() ? Key.PORT : Key.REMOTE;
    if (ADDRESS_CHARACTERS.matcher(text).matches()) {
      try {
        ValueParser.parse(key, text);
        return Optional.of(key.word() + "=" + text);
      } catch (EstatsException e) {
        // It only looked like one.
      }
    }
    return Optional.empty();
  }

  private static Optional<String> nearest(String name) {
    boolean qualified = name.indexOf('.') >= 0;
    if (qualified) {
      String bare = name.substring(name.lastIndexOf('.') + 1);
      List<String> namesakes = NAMESAKES.get(bare.toLowerCase(Locale.ROOT));
      if (namesakes != null) {
        return Nearest.to(name, namesakes).or(() -> Optional.of(namesakes.getFirst()));
      }
      return Nearest.to(name, QUALIFIED_NAMES);
    }
    return Nearest.to(name, MEANT_BY.keySet()).map(MEANT_BY::get);
  }

  /// What a name without a group stands for: keys, and the members of the first group to have it.
  private static Map<String, String> meantBy() {
    Map<String, String> meant = new LinkedHashMap<>();
    for (Key key : Key.values()) {
      meant.put(key.word(), key.word() + "=");
    }
    for (Member member : Catalogue.members()) {
      meant.putIfAbsent(member.estatsName(), member.qualifiedName());
    }
    return meant;
  }
}
