/**
 * An examination of the machine: platform, JDK, natives, CPU, and what a build for GPUs needs. Its
 * door is {@link io.github.tfestimator.doctor.Doctor}.
 */
package io.github.tfestimator.doctor;
