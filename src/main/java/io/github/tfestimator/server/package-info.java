/**
 * A server of SavedModels by TensorFlow Serving's REST API. It needs Jetty and Prometheus' client
 * on the class path, {@code org.eclipse.jetty:jetty-server} and {@code
 * io.prometheus:prometheus-metrics-*}, which the library's {@code pom.xml} names as optional, and
 * for TensorFlow Serving's gRPC API, which is off by default, {@code io.grpc:grpc-netty-shaded}.
 *
 * <p>The door is {@link io.github.tfestimator.server.ModelServer}:
 *
 * <pre>{@code
 * var config =
 *     ServerConfig.of(ModelConfig.of("prices", Path.of("/models/prices")))
 *         .listeningOn("0.0.0.0", 8501);
 * try (var server = ModelServer.start(config)) {
 *   // curl -d '{"instances": [...]}' http://localhost:8501/v1/models/prices:predict
 * }
 * }</pre>
 */
package io.github.tfestimator.server;
