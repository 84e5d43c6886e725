package io.github.tfestimator.server;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * A limit of the connections that are open at a time, as Jetty's {@code NetworkConnectionLimit}:
 * the next one waits to be accepted. Its methods run in the one thread that accepts, one connection
 * at a time.
 */
final class GrpcConnectionLimit extends ChannelInboundHandlerAdapter {
  private final int maxConnections;
  private int connections;

  private GrpcConnectionLimit(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  /** Makes a channel that accepts so many connections. */
  static ServerChannel channel(int maxConnections) {
    var channel = new NioServerSocketChannel();
    channel.pipeline().addLast(new GrpcConnectionLimit(maxConnections));
    return channel;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    connections++;
    if (connections >= maxConnections) {
      context.channel().config().setAutoRead(false);
    }
    ((Channel) accepted)
        .closeFuture()
        .addListener(closed -> context.executor().execute(() -> release(context.channel())));
    context.fireChannelRead(accepted);
  }

  private void release(Channel server) {
    connections--;
    server.config().setAutoRead(true);
  }
}
