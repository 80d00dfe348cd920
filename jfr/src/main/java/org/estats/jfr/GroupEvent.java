package org.estats.jfr;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventFactory;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import org.estats.Snapshot;
import org.estats.Value;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.Unit;

/// The event of one group: `estats.Path` and so on, with a field for each member, made from the
/// catalogue.
final class GroupEvent {

  /// What Flight Recorder's tools print as "N/A".
  private static final long NOT_AVAILABLE = Long.MIN_VALUE;

  private static final int CONNECTION = 0;
  private static final int ABSENT = 1;
  private static final int FIRST_MEMBER = 2;

  private final Group group;
  private final List<? extends Member> members;
  private final EventFactory factory;

  GroupEvent(Group group) {
    this.group = group;
    this.members = Catalogue.members(group);
    this.factory = EventFactory.create(annotations(group), fields(members));
  }

  /// The name of the event.
  static String nameOf(Group group) {
    return "estats." + group.estatsName();
  }

  /// Writes the group's members, unless none has a value or nobody records the event.
  void commit(Snapshot snapshot) {
    Event event = factory.newEvent();
    if (!event.shouldCommit() || members.stream().noneMatch(m -> snapshot.value(m).isPresent())) {
      return;
    }
    event.set(CONNECTION, snapshot.connection().toString());
    event.set(ABSENT, absent(snapshot));
    for (int i = 0; i < members.size(); i++) {
      event.set(FIRST_MEMBER + i, snapshot.value(members.get(i)).orElse(NOT_AVAILABLE));
    }
    event.commit();
  }

  void unregister() {
    factory.unregister();
  }

  /// The members without a value, each with the reason.
  private String absent(Snapshot snapshot) {
    return members.stream()
        .flatMap(m ->
            snapshot.value(m) instanceof Value.Absent(var why)
                ? Stream.of(m.estatsName() + ": " + why.reason())
                : Stream.empty())
        .collect(Collectors.joining("; "));
  }

  private static List<AnnotationElement> annotations(Group group) {
    return List.of(
        new AnnotationElement(Name.class, nameOf(group)),
        new AnnotationElement(Label.class, "TCP " + group.estatsName()),
        new AnnotationElement(Category.class, new String[] {"Estats", "TCP"}),
        new AnnotationElement(
            Description.class,
            "Extended TCP statistics of a connection, group "
                + group.estatsName()
                + ": counters as they stand since the group was switched on"),
        new AnnotationElement(StackTrace.class, false));
  }

  private static List<ValueDescriptor> fields(List<? extends Member> members) {
    List<ValueDescriptor> fields = new ArrayList<>();
    fields.add(text("connection", "Connection"));
    fields.add(text("absent", "Absent, and Why"));
    for (Member member : members) {
      List<AnnotationElement> annotations = new ArrayList<>(unit(member.unit()));
      annotations.add(new AnnotationElement(Label.class, member.estatsName()));
      annotations.add(new AnnotationElement(Description.class, member.definition()));
      fields.add(new ValueDescriptor(long.class, member.estatsName(), annotations));
    }
    return fields;
  }

  private static ValueDescriptor text(String name, String label) {
    return new ValueDescriptor(
        String.class, name, List.of(new AnnotationElement(Label.class, label)));
  }

  private static List<AnnotationElement> unit(Unit unit) {
    return switch (unit) {
      case BYTES -> List.of(new AnnotationElement(DataAmount.class, DataAmount.BYTES));
      case BITS_PER_SECOND ->
          List.of(
              new AnnotationElement(DataAmount.class, DataAmount.BITS),
              new AnnotationElement(Frequency.class));
      case MILLISECONDS -> List.of(new AnnotationElement(Timespan.class, Timespan.MILLISECONDS));
      case MICROSECONDS -> List.of(new AnnotationElement(Timespan.class, Timespan.MICROSECONDS));
      case COUNT, SEGMENTS, SEQUENCE_NUMBER, SHIFT_COUNT, BOOLEAN, CODE -> List.of();
    };
  }
}
