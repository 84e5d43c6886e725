/**
 * The project beside its peers: {@code scripts/benchmark compare}.
 *
 * <p>{@link io.github.tfestimator.peers.CompareCommand} is the program. Each framework computes in
 * a process of its own, {@link io.github.tfestimator.peers.FrameworkWorker}, with its own class
 * path, natives and memory, and only when asked to. To add one, implement {@code Framework} and
 * name it in {@code FrameworkName}.
 */
package io.github.tfestimator.peers;
