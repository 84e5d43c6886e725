package io.github.tfestimator.interleaving;

import static net.bytebuddy.jar.asm.Opcodes.*;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;

/**
 * A class loader that rewrites the classes of some packages, so that each of their locks, atomics,
 * latches, threads and fields is a step of a schedule, and natives are replaced.
 */
final class Rewriter extends ClassLoader {
  private static final int API = ASM9;
  private static final String HERE = Type.getInternalName(Rewriter.class).replace("Rewriter", "");
  private static final String STEPS = HERE + "Steps";
  private static final String OBJECT = "(Ljava/lang/Object;)V";
  private static final String FIELD = "(Ljava/lang/Object;Ljava/lang/String;)V";

  private static final Map<String, String> STAND_INS =
      Map.of(
          "java/util/concurrent/locks/LockSupport", HERE + "SteppedPark",
          "java/util/concurrent/atomic/AtomicInteger", HERE + "SteppedInteger",
          "java/util/concurrent/atomic/AtomicLong", HERE + "SteppedLong",
          "java/util/concurrent/atomic/AtomicBoolean", HERE + "SteppedBoolean",
          "java/util/concurrent/CountDownLatch", HERE + "SteppedLatch",
          "java/util/concurrent/Semaphore", HERE + "SteppedSemaphore",
          "org/tensorflow/SavedModelBundle", HERE + "NativeModel",
          "io/github/tfestimator/savedmodel/SavedModelLoader", HERE + "NativeModel",
          "io/github/tfestimator/savedmodel/SavedModelVersions", HERE + "Versions",
          "io/github/tfestimator/savedmodel/SavedModelFolder", HERE + "Versions");

  private final List<String> packages;
  private final Map<String, Map<String, Integer>> modifiers = new HashMap<>();

  Rewriter(ClassLoader parent, List<String> packages) {
    super(parent);
    this.packages = packages;
  }

  private boolean isRewritten(String name) {
    return packages.stream().anyMatch(prefix -> name.replace('/', '.').startsWith(prefix + "."));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      if (!isRewritten(name)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = rewritten(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }

  private byte[] bytes(String name) {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("There is no class " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] rewritten(String name) {
    var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    var remapper = new ClassRemapper(writer, new SimpleRemapper(STAND_INS));
    new ClassReader(bytes(name)).accept(new ClassSteps(remapper), 0);
    return writer.toByteArray();
  }

  /** The modifiers of the fields of a class, by name. */
  private Map<String, Integer> modifiers(String owner) {
    return modifiers.computeIfAbsent(
        owner,
        any -> {
          Map<String, Integer> fields = new HashMap<>();
          new ClassReader(bytes(owner))
              .accept(
                  new ClassVisitor(API) {
                    @Override
                    public FieldVisitor visitField(
                        int access, String name, String type, String signature, Object value) {
                      fields.put(name, access);
                      return null;
                    }
                  },
                  ClassReader.SKIP_CODE);
          return fields;
        });
  }

  private final class ClassSteps extends ClassVisitor {
    private String owner;

    ClassSteps(ClassVisitor next) {
      super(API, next);
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] types) {
      owner = name;
      super.visit(version, access, name, signature, parent, types);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String type, String signature, String[] exceptions) {
      if ((access & ACC_SYNCHRONIZED) == 0) {
        return new MethodSteps(
            super.visitMethod(access, name, type, signature, exceptions), name.equals("<init>"));
      }
      if ((access & ACC_STATIC) != 0) {
        throw new IllegalStateException("A lock of a class isn't rewritten: " + owner + "." + name);
      }
      int unlocked = access & ~ACC_SYNCHRONIZED;
      String body = name + "$locked";
      lock(super.visitMethod(unlocked, name, type, signature, exceptions), body, type);
      int hidden = unlocked & ~(ACC_PUBLIC | ACC_PROTECTED) | ACC_PRIVATE;
      return new MethodSteps(super.visitMethod(hidden, body, type, null, exceptions), false);
    }

    /** Writes a method that calls another one with the lock. */
    private void lock(MethodVisitor code, String body, String type) {
      var start = new Label();
      var end = new Label();
      code.visitCode();
      code.visitTryCatchBlock(start, end, end, null);
      code.visitVarInsn(ALOAD, 0);
      code.visitMethodInsn(INVOKESTATIC, STEPS, "enter", OBJECT, false);
      code.visitLabel(start);
      code.visitVarInsn(ALOAD, 0);
      int local = 1;
      for (Type argument : Type.getArgumentTypes(type)) {
        code.visitVarInsn(argument.getOpcode(ILOAD), local);
        local += argument.getSize();
      }
      code.visitMethodInsn(INVOKESPECIAL, owner, body, type, false);
      code.visitVarInsn(ALOAD, 0);
      code.visitMethodInsn(INVOKESTATIC, STEPS, "exit", OBJECT, false);
      code.visitInsn(Type.getReturnType(type).getOpcode(IRETURN));
      code.visitLabel(end);
      code.visitFrame(F_SAME1, 0, null, 1, new Object[] {"java/lang/Throwable"});
      code.visitVarInsn(ALOAD, 0);
      code.visitMethodInsn(INVOKESTATIC, STEPS, "exit", OBJECT, false);
      code.visitInsn(ATHROW);
      code.visitMaxs(0, 0);
      code.visitEnd();
    }
  }

  private final class MethodSteps extends MethodVisitor {
    /** Fields that are set before anybody knows the object. */
    private final boolean isConstructor;

    MethodSteps(MethodVisitor next, boolean isConstructor) {
      super(API, next);
      this.isConstructor = isConstructor;
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == MONITORENTER || opcode == MONITOREXIT) {
        call(opcode == MONITORENTER ? "enter" : "exit", OBJECT);
      } else {
        super.visitInsn(opcode);
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String type) {
      boolean isField = opcode == GETFIELD || opcode == PUTFIELD;
      if (isField && !isConstructor && isRewritten(owner)) {
        int access = modifiers(owner).getOrDefault(name, ACC_FINAL);
        if ((access & ACC_FINAL) == 0) {
          String kind = (access & ACC_VOLATILE) == 0 ? "" : "Volatile";
          if (opcode == GETFIELD) {
            super.visitInsn(DUP);
            told("read" + kind, name);
          } else {
            tellWrite("write" + kind, name, Type.getType(type).getSize());
          }
        }
      }
      super.visitFieldInsn(opcode, owner, name, type);
    }

    private void tellWrite(String kind, String name, int size) {
      if (size == 1) {
        super.visitInsn(DUP2);
        super.visitInsn(POP);
        told(kind, name);
      } else {
        super.visitInsn(DUP2_X1);
        super.visitInsn(POP2);
        super.visitInsn(DUP_X2);
        told(kind, name);
        // The object is below the value again.
      }
    }

    private void told(String kind, String name) {
      super.visitLdcInsn(name);
      call(kind, FIELD);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String type, boolean isInterface) {
      boolean isThread = owner.equals("java/lang/Thread");
      if (owner.equals("java/lang/System") && name.equals("nanoTime")) {
        call(name, type);
      } else if (isThread && List.of("interrupted", "sleep").contains(name)) {
        call(name, type);
      } else if (isThread
          && List.of("start", "join", "interrupt", "isInterrupted").contains(name)) {
        call(name, type.replace("(", "(Ljava/lang/Thread;"));
      } else {
        super.visitMethodInsn(opcode, owner, name, type, isInterface);
      }
    }

    private void call(String name, String type) {
      super.visitMethodInsn(INVOKESTATIC, STEPS, name, type, false);
    }
  }
}
