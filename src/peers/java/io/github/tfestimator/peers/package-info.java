/**
 * The project beside its peers: {@code scripts/benchmark compare} and {@code race}.
 *
 * <p>{@link io.github.tfestimator.peers.CompareCommand} is the first program. Each framework
 * computes in a process of its own, {@link io.github.tfestimator.peers.FrameworkWorker}, with its
 * own class path, natives and memory, and only when asked to. To add one, implement {@code
 * Framework} and name it in {@code FrameworkName}.
 *
 * <p>{@link io.github.tfestimator.peers.RaceCommand} is the second. Each training is a process of
 * its own from start to end: the project's program, {@link io.github.tfestimator.peers.RaceWorker}
 * or {@code scripts/parity/race.py}. To add one, name it in {@code Contestant}.
 */
package io.github.tfestimator.peers;
