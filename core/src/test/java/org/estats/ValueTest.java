package org.estats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTest {

  @ParameterizedTest
  @EnumSource(Absence.class)
  void everyAbsenceSurvivesItsCode(Absence why) {
    assertThat(Absence.isAbsence(why.code())).isTrue();
    assertThat(Absence.of(why.code())).isEqualTo(why);
    assertThat(Value.ofRaw(why.code())).isEqualTo(new Value.Absent(why));
  }

  @Test
  void codesCountDownFromTheLargestNumber() {
    // The kernel's half writes these very numbers.
    assertThat(Absence.NO_SAMPLE_YET.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFFFL);
    assertThat(Absence.OFF.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFFEL);
    assertThat(Absence.KERNEL_LACKS.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFFDL);
    assertThat(Absence.NOT_IN_TCP_INFO.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFFCL);
    assertThat(Absence.AMBIGUOUS.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFFBL);
    assertThat(Absence.UNWATCHED.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFFAL);
    assertThat(Absence.NOT_COLLECTED.code()).isEqualTo(0xFFFF_FFFF_FFFF_FFF9L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0xFFFF_FFFFL, Long.MAX_VALUE, Long.MIN_VALUE, -257})
  void allOtherNumbersAreValues(long raw) {
    assertThat(Absence.isAbsence(raw)).isFalse();
    assertThat(Value.ofRaw(raw)).isEqualTo(new Value.Present(raw));
    assertThat(Value.ofRaw(raw).get()).isEqualTo(raw);
    assertThatThrownBy(() -> Absence.of(raw)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCodeOfALaterVersionIsAbsentToo() {
    assertThat(Value.ofRaw(-256)).isEqualTo(new Value.Absent(Absence.NOT_COLLECTED));
    assertThat(Value.ofRaw(-1L - Absence.values().length))
        .isEqualTo(new Value.Absent(Absence.NOT_COLLECTED));
  }

  @Test
  void anAbsentValueSaysWhy() {
    Value value = new Value.Absent(Absence.KERNEL_LACKS);
    assertThat(value.isPresent()).isFalse();
    assertThat(value.orElse(7)).isEqualTo(7);
    assertThat(value).hasToString("absent: this kernel does not keep it");
    assertThatThrownBy(value::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("this kernel does not keep it");
  }

  @Test
  void aPresentValueIsItsNumber() {
    Value value = new Value.Present(42);
    assertThat(value.isPresent()).isTrue();
    assertThat(value.orElse(7)).isEqualTo(42);
    assertThat(value).hasToString("42");
  }
}
