package io.github.tfestimator.server;

import java.util.Optional;

/**
 * The parts of a server that requests of all protocols share.
 *
 * @param token that they must bring
 */
record ServerState(
    ServerConfig config,
    Models models,
    ServerMetrics metrics,
    Capacity capacity,
    Optional<BearerToken> token,
    Optional<JsonLog> accessLog,
    Optional<PredictionLog> predictionLog) {}
