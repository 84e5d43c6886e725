package io.github.tfestimator.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The least that one writes to send requests by HTTP, so that the server's time is measured. */
final class KeepAliveClient implements AutoCloseable {
  private final int port;
  private Socket socket;
  private InputStream in;
  private int status;

  KeepAliveClient(int port) {
    this.port = port;
  }

  /** Makes the bytes of a request. */
  static byte[] request(String path, String contentType, byte[] body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, contentType, body.length);
    byte[] first = head.getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[first.length + body.length];
    System.arraycopy(first, 0, request, 0, first.length);
    System.arraycopy(body, 0, request, first.length, body.length);
    return request;
  }

  /**
   * Connects, if there is no connection.
   *
   * @return whether there was none
   * @throws java.net.ConnectException if the server accepts none
   */
  boolean connect() throws IOException {
    boolean isNew = socket == null;
    if (isNew) {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    return isNew;
  }

  /** Sends a request on the connection, and returns the body of the answer. */
  String send(byte[] request) throws IOException {
    connect();
    socket.getOutputStream().write(request);
    status = Integer.parseInt(line().split(" ")[1]);
    int length = 0;
    boolean last = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring("content-length: ".length()));
      }
      last |= header.equals("connection: close");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("The answer ends after %d of %d bytes".formatted(body.length, length));
    }
    if (last) {
      close();
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns the status of the last answer. */
  int status() {
    return status;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The connection ends within a head");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
