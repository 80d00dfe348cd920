package org.estats.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.estats.catalogue.Catalogue;
import org.estats.catalogue.Group;
import org.estats.catalogue.Member;
import org.estats.catalogue.RfcObject;
import org.estats.catalogue.Switch;
import org.estats.notation.Json;
import org.estats.server.http.Answer;
import org.estats.server.http.Question;
import org.estats.server.http.Route;
import org.estats.server.series.MemberColumns;
import tools.jackson.core.JsonGenerator;

/// What members mean, and what the API is.
final class CatalogueRoute {

  private static final String DOCUMENT = "openapi.json";

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/catalogue", (q, n, a) -> catalogue(q, a)),
        Route.get("/api/v1/openapi.json", (q, n, a) -> document(q, a)));
  }

  private static void catalogue(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    answer.json(json -> {
      json.writeArrayPropertyStart("groups");
      for (Group group : Group.values()) {
        json.writeStartObject();
        json.writeStringProperty("name", group.estatsName());
        json.writeArrayPropertyStart("switches");
        group.switches().stream().map(Switch::switchName).forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("members");
        Catalogue.members(group).forEach(m -> member(json, m));
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static void member(JsonGenerator json, Member member) {
    json.writeStartObject();
    json.writeStringProperty("name", member.estatsName());
    json.writeStringProperty("qualifiedName", member.qualifiedName());
    json.writeStringProperty("kind", member.kind().name());
    json.writeStringProperty("unit", member.unit().symbol());
    json.writeStringProperty("definition", member.definition());
    Json.text(json, "rfc", member.rfc().map(RfcObject::name).orElse(null));
    Json.text(json, "oid", member.rfc().map(RfcObject::oid).orElse(null));
    json.writeBooleanProperty("series", MemberColumns.MEMBERS.contains(member));
    json.writeEndObject();
  }

  private static void document(Question question, Answer answer) throws IOException {
    question.allow(Set.of());
    try (InputStream in = CatalogueRoute.class.getResourceAsStream(DOCUMENT)) {
      answer.json(in.readAllBytes());
    }
  }
}
