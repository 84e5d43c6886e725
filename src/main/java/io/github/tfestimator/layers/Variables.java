package io.github.tfestimator.layers;

import static io.github.tfestimator.checkpoint.VariableOps.OPTIONAL;
import static io.github.tfestimator.checkpoint.VariableOps.READ;
import static io.github.tfestimator.checkpoint.VariableOps.TRAINABLE;

import io.github.tfestimator.checkpoint.VariableOps;
import io.github.tfestimator.distribute.ParameterServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Operands;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The variables of graphs: {@code tf.get_variable}, {@code tf.trainable_variables} and {@code
 * tf.global_variables}.
 *
 * <p>Names, and so keys of checkpoints, are Python's: a variable {@code kernel} of the scope {@code
 * dense} is {@code dense/kernel}. The graph itself carries which variables are trainable, as an
 * attribute of their ops.
 *
 * <p>In a graph without a {@link RandomSeed} no initial values are made: its variables must be
 * restored from a checkpoint before it runs.
 *
 * <p>Variables that {@code tf.variable} of TensorFlow Java makes are saved and restored, too, but
 * neither found here nor trained.
 */
public final class Variables {
  static final String ASSIGN = "/Assign";

  private Variables() {}

  /**
   * Adds a variable that is trained.
   *
   * @param tf the graph, in the scope of a layer such as {@code dense}
   * @param name such as {@code kernel}
   * @param shape without unknown dimensions
   * @param initializer its initial values
   * @return the variable
   * @throws IllegalArgumentException if a dimension is unknown
   */
  public static Variable<TFloat32> create(
      Ops tf, String name, Shape shape, Initializer initializer) {
    return create(tf, name, shape, initializer, true);
  }

  /**
   * Adds a variable that isn't trained, such as a moving average or a slot of an optimizer.
   *
   * @param tf the graph, in the scope of a layer
   * @param name such as {@code moving_mean}
   * @param shape without unknown dimensions
   * @param initializer its initial values
   * @return the variable
   * @throws IllegalArgumentException if a dimension is unknown
   */
  public static Variable<TFloat32> createUntrained(
      Ops tf, String name, Shape shape, Initializer initializer) {
    return create(tf, name, shape, initializer, false);
  }

  /**
   * Adds a variable of any type that isn't trained.
   *
   * @param tf the graph
   * @param name such as {@code global_step}
   * @param shape without unknown dimensions
   * @param type such as {@code TInt64.class}
   * @param initial adds ops that compute the initial values to an init scope
   * @param <T> the type
   * @return the variable
   * @throws IllegalArgumentException if a dimension is unknown
   */
  public static <T extends TType> Variable<T> createUntrained(
      Ops tf, String name, Shape shape, Class<T> type, Function<Ops, Operand<T>> initial) {
    Variable<T> variable = create(tf, name, shape, type, false);
    if (RandomSeed.isSet(tf)) {
      initialize(tf, variable, initial);
    }
    return variable;
  }

  /** Adds a scalar that keeps its initial value where a checkpoint has none. */
  static <T extends TType> Variable<T> createOptional(
      Ops tf, String name, Class<T> type, Function<Ops, Operand<T>> initial) {
    String fullName = tf.scope().makeOpName(name);
    Variable<T> variable =
        createNamed(tf, fullName, Shape.scalar(), type, List.of(OPTIONAL), Optional.empty());
    initialize(tf, variable, initial);
    return variable;
  }

  /**
   * Finds the variables that optimizers move.
   *
   * @param tf the graph
   * @return the trainable variables, in the order of their making
   */
  public static List<Variable<TFloat32>> trainable(Ops tf) {
    List<Variable<TFloat32>> trainable = new ArrayList<>();
    for (Variable<?> variable : all((Graph) tf.scope().env())) {
      if (variable.isTrainable()) {
        trainable.add(variable.expect(TFloat32.class));
      }
    }
    return trainable;
  }

  /**
   * Finds the variables that were created here.
   *
   * @param graph the graph
   * @return its variables, in the order of their making
   */
  public static List<Variable<?>> all(Graph graph) {
    List<Variable<?>> all = new ArrayList<>();
    graph.operations().forEachRemaining(op -> of(graph, op).ifPresent(all::add));
    return all;
  }

  /**
   * Finds a variable by name.
   *
   * @param graph the graph
   * @param name such as {@code dense/kernel}
   * @return the variable, if the graph has one of that name
   */
  public static Optional<Variable<?>> find(Graph graph, String name) {
    return Optional.ofNullable(graph.operation(name)).flatMap(op -> of(graph, op));
  }

  private static Optional<Variable<?>> of(Graph graph, GraphOperation op) {
    Operation read =
        op.type().equals(VarHandleOp.OP_NAME) ? graph.operation(op.name() + READ) : null;
    return Optional.ofNullable(read)
        .map(
            reading ->
                new Variable<>(
                    op.output(0), reading.output(0), VariableOps.isMarked(op, TRAINABLE)));
  }

  private static Variable<TFloat32> create(
      Ops tf, String name, Shape shape, Initializer initializer, boolean isTrainable) {
    return withValues(tf, create(tf, name, shape, TFloat32.class, isTrainable), initializer);
  }

  /**
   * Adds a variable that isn't trained by its full name, which may have slashes.
   *
   * @param beside the variable on whose parameter server it is, if there are some
   */
  static Variable<TFloat32> createNamed(
      Ops tf,
      String fullName,
      Shape shape,
      Initializer initializer,
      Optional<GraphOperation> beside) {
    var variable = createNamed(tf, fullName, shape, TFloat32.class, List.of(), beside);
    return withValues(tf, variable, initializer);
  }

  private static Variable<TFloat32> withValues(
      Ops tf, Variable<TFloat32> variable, Initializer initializer) {
    if (RandomSeed.isSet(tf)) {
      initialize(
          tf,
          variable,
          init ->
              initializer.values(
                  init, variable.shape(), () -> RandomSeed.initialKey(init, variable.name())));
    }
    return variable;
  }

  /** Adds a variable without initial values. */
  static <T extends TType> Variable<T> create(
      Ops tf, String name, Shape shape, Class<T> type, boolean isTrainable) {
    if (shape.hasUnknownDimension()) {
      throw new IllegalArgumentException(
          "variable %s has the shape %s: all dimensions must be known".formatted(name, shape));
    }
    String fullName = tf.scope().makeOpName(name);
    List<String> marks = isTrainable ? List.of(TRAINABLE) : List.of();
    return createNamed(tf, fullName, shape, type, marks, Optional.empty());
  }

  private static <T extends TType> Variable<T> createNamed(
      Ops tf,
      String fullName,
      Shape shape,
      Class<T> type,
      List<String> marks,
      Optional<GraphOperation> beside) {
    var server = ParameterServers.place(tf, shape, beside);
    // A variable must not wait for what a step does.
    Scope scope = ParameterServers.on(tf.withControlDependencies(List.of()).scope(), server);
    ExecutionEnvironment graph = scope.env();
    DataType dtype = Operands.toDataType(type);
    boolean isTrainable = marks.contains(TRAINABLE);
    OperationBuilder builder =
        ParameterServers.mark(graph.opBuilder(VarHandleOp.OP_NAME, fullName, scope), server)
            .setAttr("dtype", dtype)
            .setAttr("shape", shape)
            .setAttr("shared_name", fullName)
            .setAttr(TRAINABLE, isTrainable);
    if (marks.contains(OPTIONAL)) {
      builder.setAttr(OPTIONAL, true);
    }
    Output<?> handle = builder.build().output(0);
    Output<T> value =
        graph
            .opBuilder(ReadVariableOp.OP_NAME, fullName + READ, scope)
            .addInput(handle)
            .setAttr("dtype", dtype)
            .build()
            .output(0);
    return new Variable<>(handle, value, isTrainable);
  }

  /** Adds the op that gives the variable its initial values, by Python's name. */
  static <T extends TType> void initialize(
      Ops tf, Variable<T> variable, Function<Ops, Operand<T>> initial) {
    Ops init = tf.withInitScope();
    // Not by Ops, whose names have no slash.
    init.scope()
        .env()
        .opBuilder(AssignVariableOp.OP_NAME, variable.name() + ASSIGN, init.scope())
        .addInput(variable.handle().asOutput())
        .addInput(initial.apply(init).asOutput())
        .setAttr("dtype", Operands.toDataType(variable.type()))
        .build();
  }
}
