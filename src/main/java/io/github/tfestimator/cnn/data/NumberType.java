package io.github.tfestimator.cnn.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A type of numbers in IDX and NumPy's files. */
enum NumberType {
  UINT8(1, 0x08, "u1", numbers -> numbers.get() & 0xff),
  INT8(1, 0x09, "i1", ByteBuffer::get),
  BOOL(1, -1, "b1", numbers -> numbers.get() & 0xff),
  INT16(2, 0x0B, "i2", ByteBuffer::getShort),
  UINT16(2, -1, "u2", numbers -> numbers.getShort() & 0xffff),
  INT32(4, 0x0C, "i4", ByteBuffer::getInt),
  UINT32(4, -1, "u4", numbers -> numbers.getInt() & 0xffffffffL),
  INT64(8, -1, "i8", ByteBuffer::getLong),
  UINT64(8, -1, "u8", ByteBuffer::getLong),
  FLOAT32(4, 0x0D, "f4", ByteBuffer::getFloat),
  FLOAT64(8, 0x0E, "f8", ByteBuffer::getDouble);

  private final int size;
  private final int idxCode;
  private final String numpyName;
  private final ToDoubleFunction<ByteBuffer> reading;

  NumberType(int size, int idxCode, String numpyName, ToDoubleFunction<ByteBuffer> reading) {
    this.size = size;
    this.idxCode = idxCode;
    this.numpyName = numpyName;
    this.reading = reading;
  }

  /** {@return the type with a code of IDX, its third byte, if there is one} */
  static Optional<NumberType> ofIdx(int code) {
    return Arrays.stream(values()).filter(type -> type.idxCode == code).findFirst();
  }

  /** {@return the type with a name of NumPy, such as {@code u1}, if there is one} */
  static Optional<NumberType> ofNumpy(String name) {
    return Arrays.stream(values()).filter(type -> type.numpyName.equals(name)).findFirst();
  }

  /** {@return the bytes of one number} */
  int size() {
    return size;
  }

  /** Reads the next number; of those of 64 bits that a double can't hold, one near it. */
  double read(ByteBuffer numbers) {
    return reading.applyAsDouble(numbers);
  }

  /** {@return such as {@code float32}} */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
