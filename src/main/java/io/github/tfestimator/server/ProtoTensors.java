package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.server.ApiException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A conversion of the message {@code TensorProto} to arrays and back, as TensorFlow's {@code
 * Tensor::FromProto} does it: of {@code tensor_content}, or of the type's own field, whose last
 * value is repeated where it is short and which is cut off where it is long.
 */
final class ProtoTensors {
  private static final int DTYPE = Wire.varint(TensorProto.DTYPE_FIELD_NUMBER);
  private static final int SHAPE = Wire.bytes(TensorProto.TENSOR_SHAPE_FIELD_NUMBER);
  private static final int CONTENT = Wire.bytes(TensorProto.TENSOR_CONTENT_FIELD_NUMBER);
  private static final int SHAPE_DIM = Wire.bytes(2);
  private static final int SHAPE_UNKNOWN_RANK = Wire.varint(3);
  private static final int DIM_SIZE = Wire.varint(1);

  /** TensorFlow's own limit. */
  private static final int MAX_DIMENSIONS = 254;

  private final String input;
  private final List<Long> dims = new ArrayList<>();
  private DataType type = DataType.DT_INVALID;
  private ByteString content = ByteString.EMPTY;

  private ProtoTensors(String input) {
    this.input = input;
  }

  /**
   * Reads a tensor.
   *
   * @param input the name, for messages
   * @param tensor the message
   * @param memory takes the bytes of the values before they are made
   * @throws ApiException if it is no tensor, or of a type that Java arrays can't have here
   */
  static NdArray<?> read(String input, ByteString tensor, LongConsumer memory) {
    var reader = new ProtoTensors(input);
    // Twice, as nothing says that the shape comes before the values.
    Wire.read(tensor, reader::readHead);
    var values = new ProtoValues(reader.type, reader.count(), memory);
    if (reader.content.isEmpty()) {
      Wire.read(tensor, values::readField);
      values.repeatLast();
    } else {
      try {
        values.readContent(reader.content);
      } catch (IllegalArgumentException e) {
        throw reader.invalid(e.getMessage());
      }
    }
    long[] shape = reader.dims.stream().mapToLong(Long::longValue).toArray();
    return JavaArrays.wrap(values.array(), Shape.of(shape));
  }

  private boolean readHead(int tag, CodedInputStream in) throws IOException {
    if (tag == DTYPE) {
      DataType dtype = DataType.forNumber(in.readEnum());
      type = dtype == null ? DataType.DT_INVALID : dtype;
    } else if (tag == SHAPE) {
      Wire.read(in.readBytes(), this::readShape);
    } else if (tag == CONTENT) {
      content = in.readBytes();
    } else {
      return false;
    }
    return true;
  }

  private boolean readShape(int tag, CodedInputStream in) throws IOException {
    if (tag == SHAPE_UNKNOWN_RANK && in.readBool()) {
      throw invalid("has a shape of unknown rank, but must have one of known sizes");
    }
    if (tag != SHAPE_DIM) {
      return tag == SHAPE_UNKNOWN_RANK;
    }
    if (dims.size() == MAX_DIMENSIONS) {
      throw invalid("has more than %d dimensions".formatted(MAX_DIMENSIONS));
    }
    long[] size = {0};
    Wire.read(
        in.readBytes(),
        (field, dim) -> {
          if (field != DIM_SIZE) {
            return false;
          }
          size[0] = dim.readInt64();
          return true;
        });
    if (size[0] < 0) {
      throw invalid("has a dimension of %d, but must have 0 or more".formatted(size[0]));
    }
    dims.add(size[0]);
    return true;
  }

  private int count() {
    if (!JavaArrays.isSupported(type)) {
      throw new ApiException(
          type == DataType.DT_INVALID ? Code.INVALID_ARGUMENT : Code.UNIMPLEMENTED,
          "The input %s is of the type %s, which requests can't have here".formatted(input, type));
    }
    long product = 1;
    for (long size : dims) {
      product = size == 0 ? 0 : Math.min(product, Long.MAX_VALUE / size) * size;
      if (product == 0) {
        break;
      }
    }
    if (product > Integer.MAX_VALUE - 8) {
      throw invalid("has the shape %s, which is larger than an array".formatted(dims));
    }
    return (int) product;
  }

  private ApiException invalid(String problem) {
    return ApiException.invalid("The input %s %s", JsonTensors.text(input), problem);
  }

  /** Writes a tensor, with its values in the type's own field, as TensorFlow Serving does. */
  static ByteString write(NdArray<?> array) {
    var tensor = TensorProto.newBuilder().setDtype(TensorSpec.dtypeOf(array));
    var shape = TensorShapeProto.newBuilder();
    for (long size : array.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    tensor.setTensorShape(shape);
    Object values = JavaArrays.flatten(array);
    if (values instanceof float[] floats) {
      for (float value : floats) {
        tensor.addFloatVal(value);
      }
    } else if (values instanceof double[] doubles) {
      Arrays.stream(doubles).forEach(tensor::addDoubleVal);
    } else if (values instanceof int[] ints) {
      Arrays.stream(ints).forEach(tensor::addIntVal);
    } else if (values instanceof long[] longs) {
      Arrays.stream(longs).forEach(tensor::addInt64Val);
    } else if (values instanceof byte[] bytes) {
      for (byte value : bytes) {
        tensor.addIntVal(Byte.toUnsignedInt(value));
      }
    } else if (values instanceof boolean[] booleans) {
      for (boolean value : booleans) {
        tensor.addBoolVal(value);
      }
    } else {
      for (byte[] string : (byte[][]) values) {
        tensor.addStringVal(UnsafeByteOperations.unsafeWrap(string));
      }
    }
    return tensor.build().toByteString();
  }
}
