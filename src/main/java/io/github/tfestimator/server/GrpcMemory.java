package io.github.tfestimator.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The memory of a call by gRPC, which is taken while its message comes: gRPC itself bounds one
 * message, not all of them together.
 */
final class GrpcMemory extends ServerStreamTracer {
  private static final Context.Key<GrpcMemory> KEY = Context.key("memory");

  private static final int PIECE = 1 << 16;

  private final RequestMemory memory;
  private volatile Consumer<ApiException> onRefusal = refusal -> {};

  private GrpcMemory(RequestMemory memory) {
    this.memory = memory;
  }

  /**
   * Returns what makes the memory of each call.
   *
   * @param memories of calls, by the method's full name
   */
  static Factory factory(Function<String, RequestMemory> memories) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new GrpcMemory(memories.apply(method));
      }
    };
  }

  /** Returns the memory of the call that begins in this thread. */
  static GrpcMemory current() {
    return KEY.get();
  }

  RequestMemory memory() {
    return memory;
  }

  /** Sets what is told when there is no more memory for the message. */
  void onRefusal(Consumer<ApiException> onRefusal) {
    this.onRefusal = onRefusal;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public void inboundWireSize(long bytes) {
    try {
      memory.take(bytes);
    } catch (ApiException e) {
      onRefusal.accept(e);
    }
  }

  /**
   * Reads a message piece by piece and takes the memory for each, as nobody tells how large a
   * compressed one is.
   *
   * @return the message; empty if there is no memory for it, of which the call is told
   */
  byte[] read(InputStream message) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    int length = 0;
    try {
      for (byte[] piece = next(message); piece.length > 0; piece = next(message)) {
        memory.take(piece.length);
        pieces.add(piece);
        length += piece.length;
      }
    } catch (ApiException e) {
      onRefusal.accept(e);
      return new byte[0];
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    pieces.forEach(whole::put);
    return whole.array();
  }

  private static byte[] next(InputStream message) throws IOException {
    return message.readNBytes(PIECE);
  }

  @Override
  public void streamClosed(Status status) {
    memory.exchangeDone();
  }
}
