package org.estats;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;
import org.junit.jupiter.api.Test;

/// The typed views are written out one by one; this holds them to the catalogue.
final class ViewsTest {

  /// Every number is its own index, in milliseconds where the member is, so no two are alike.
  private static final Snapshot SNAPSHOT =
      new Snapshot(
          ConnectionText.parse("192.0.2.1:5000-192.0.2.2:80"),
          TcpState.ESTABLISHED,
          Instant.EPOCH,
          Map.of(),
          LongStream.range(0, Catalogue.members().size())
              .map(i -> isMillis((int) i) ? i * 1000 : i)
              .toArray());

  private static boolean isMillis(int index) {
    return Catalogue.members().get(index).unit() == Unit.MILLISECONDS;
  }

  @Test
  void everyMemberHasAnAccessorThatReturnsIt() throws ReflectiveOperationException {
    for (Member member : Catalogue.members()) {
      Object view = viewOf(member.group());
      Method accessor = view.getClass().getDeclaredMethod(lowerFirst(member.estatsName()));
      assertThat(Modifier.isPublic(accessor.getModifiers())).isTrue();
      assertThat(accessor.getReturnType()).isEqualTo(Value.class);
      assertThat(accessor.invoke(view))
          .as(member.qualifiedName())
          .isEqualTo(new Value.Present(member.index()));
    }
  }

  @Test
  void viewsHaveNothingElse() throws ReflectiveOperationException {
    for (Group group : Group.values()) {
      List<String> names =
          Catalogue.members(group).stream().map(m -> lowerFirst(m.estatsName())).toList();
      List<String> methods =
          Arrays.stream(viewOf(group).getClass().getDeclaredMethods())
              .filter(m -> !m.isSynthetic())
              .map(Method::getName)
              .toList();
      assertThat(new TreeSet<>(methods)).isEqualTo(new TreeSet<>(names));
    }
  }

  private static Object viewOf(Group group) throws ReflectiveOperationException {
    Object view = Snapshot.class.getMethod(lowerFirst(group.estatsName())).invoke(SNAPSHOT);
    assertThat(view.getClass().getSimpleName()).isEqualTo(group.estatsName() + "Stats");
    return view;
  }

  private static String lowerFirst(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
