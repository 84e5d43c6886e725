/**
 * The program {@code scripts/cnn}: commands, console and exit codes. Most readers need only {@link
 * io.github.tfestimator.cnn.cli.Main}, which lists the commands.
 */
package io.github.tfestimator.cnn.cli;
