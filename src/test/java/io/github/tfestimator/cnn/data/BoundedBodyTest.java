package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
  private final BoundedBody body = new BoundedBody(3);
  private final Requests requests = new Requests();

  private static final class Requests implements Flow.Subscription {
    long requested;
    boolean canceled;

    @Override
    public void request(long n) {
      requested += n;
    }

    @Override
    public void cancel() {
      canceled = true;
    }
  }

  private void receive(byte[]... parts) {
    body.onSubscribe(requests);
    assertThat(requests.requested).isEqualTo(Long.MAX_VALUE);
    for (byte[] part : parts) {
      body.onNext(List.of(ByteBuffer.wrap(part)));
    }
  }

  @Test
  void asManyBytesAsAllowedArePassedOn() {
    receive(new byte[] {1, 2}, new byte[] {3});
    body.onComplete();
    assertThat(body.getBody().toCompletableFuture().join()).containsExactly(1, 2, 3);
    assertThat(requests.canceled).isFalse();
  }

  @Test
  void oneByteMoreIsAnError() {
    receive(new byte[] {1, 2}, new byte[] {3, 4});
    assertThat(requests.canceled).isTrue();
    assertFails("more than 3 bytes");
  }

  @Test
  void errorsArePassedOn() {
    receive(new byte[] {1});
    body.onError(new IOException("cut"));
    assertFails("cut");
  }

  private void assertFails(String message) {
    assertThatThrownBy(() -> body.getBody().toCompletableFuture().join())
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}
