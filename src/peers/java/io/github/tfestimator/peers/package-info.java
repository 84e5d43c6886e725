/**
 * The project beside its peers: {@code scripts/benchmark compare}.
 *
 * <p>{@link io.github.tfestimator.peers.CompareCommand} is the program. Each contender computes in
 * a process of its own, {@link io.github.tfestimator.peers.Worker}, with its own class path,
 * natives and memory, and only when asked to. To add one, implement {@code Contender} and name it
 * in {@code Name}.
 */
package io.github.tfestimator.peers;
