package io.github.tfestimator.server;

/** An error that a client is told of, with a code that gives the HTTP status. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** TensorFlow's error codes and TensorFlow Serving's HTTP status of each. */
  enum Code {
    OK(200),
    CANCELLED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private final int httpStatus;

    Code(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    int httpStatus() {
      return httpStatus;
    }
  }

  private final Code code;
  private final int httpStatus;

  ApiException(Code code, String message) {
    this(code, code.httpStatus(), message);
  }

  private ApiException(Code code, int httpStatus, String message) {
    // Without a stack trace: bad requests are no news, and must be cheap.
    super(message, null, false, false);
    this.code = code;
    this.httpStatus = httpStatus;
  }

  /** Returns the error for a request that will never fit: to try again is of no use. */
  static ApiException tooLarge(String format, Object... arguments) {
    return new ApiException(Code.RESOURCE_EXHAUSTED, 413, format.formatted(arguments));
  }

  static ApiException invalid(String format, Object... arguments) {
    return new ApiException(Code.INVALID_ARGUMENT, format.formatted(arguments));
  }

  static ApiException notFound(String format, Object... arguments) {
    return new ApiException(Code.NOT_FOUND, format.formatted(arguments));
  }

  Code code() {
    return code;
  }

  int httpStatus() {
    return httpStatus;
  }
}
