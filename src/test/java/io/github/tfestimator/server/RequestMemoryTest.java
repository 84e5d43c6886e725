package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private final AtomicLong left = new AtomicLong(40);
  private final RequestMemory memory = new RequestMemory(left, 100);

  @Test
  void whatFitsOnceOthersAreDoneIsToBeTriedAgain() {
    memory.take(30);
    var refusal = catchThrowableOfType(ApiException.class, () -> memory.take(70));
    assertThat(refusal.httpStatus()).isEqualTo(429);
    assertThat(refusal).hasMessageContaining("try again");
    assertThat(left).hasValue(10);
  }

  @Test
  void whatNeverFitsIsTooLarge() {
    memory.take(30);
    var refusal = catchThrowableOfType(ApiException.class, () -> memory.take(71));
    assertThat(refusal.httpStatus()).isEqualTo(413);
    assertThat(refusal).hasMessageContaining("may, 100 bytes").hasMessageNotContaining("again");
    assertThat(left).hasValue(10);
  }
}
