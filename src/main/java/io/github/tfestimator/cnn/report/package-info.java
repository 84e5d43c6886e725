/**
 * The training report: one HTML file that shows how a model came about and what it gets wrong,
 * without a network or a server.
 *
 * <p>The door is {@link io.github.tfestimator.cnn.report.TrainingReport}: {@code
 * TrainingReport.html(ReportSource.of(modelDir))}.
 */
package io.github.tfestimator.cnn.report;
