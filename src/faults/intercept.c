/*
 * Asks before each file operation under a folder whether it may happen. For LD_PRELOAD, on Linux with glibc:
 *   FAULTS_UNDER   the folder's real path
 *   FAULTS_SOCKET  the Unix socket where one is asked
 * A question is a line, KIND, TAB, PATH; the answer is a number: 0 do it, N > 0 fail with that errno, -1 write
 * half of it only. Java and TensorFlow's natives call libc for all files.
 *   FAULTS_CLOCK   if set, the time of day jumps by up to 30 days, to and fro, every few calls
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int channel = -1;

/* System calls of its own: libc's functions are those below. */
static int ask(const char *kind, const char *path) {
  char line[PATH_MAX + 64];
  int length = snprintf(line, sizeof line, "%s\t%s\n", kind, path);
  int answer = 0;
  pthread_mutex_lock(&lock);
  if (channel < 0) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, getenv("FAULTS_SOCKET"), sizeof address.sun_path - 1);
    channel = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(channel, (struct sockaddr *)&address, sizeof address) < 0) abort();
  }
  if (syscall(SYS_write, channel, line, length) != length
      || syscall(SYS_read, channel, &answer, sizeof answer) != sizeof answer) {
    syscall(SYS_kill, getpid(), 9); /* the one who asks is gone */
  }
  pthread_mutex_unlock(&lock);
  return answer;
}

static int is_under(const char *path) {
  const char *folder = getenv("FAULTS_UNDER");
  size_t length = folder ? strlen(folder) : 0;
  return length && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int ask_path(const char *kind, int folder, const char *path) {
  char full[2 * PATH_MAX];
  if (path && path[0] != '/' && folder != AT_FDCWD) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = syscall(SYS_readlink, link, full, PATH_MAX);
    if (length < 0) return 0;
    snprintf(full + length, sizeof full - length, "/%s", path);
    path = full;
  }
  return path && is_under(path) ? ask(kind, path) : 0;
}

static int ask_file(const char *kind, int fd) {
  char link[64], path[PATH_MAX];
  if (fd <= 2) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlink, link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_under(path) ? ask(kind, path) : 0;
}

#define REFUSE(question, failed) \
  do { \
    int answer = question; \
    if (answer > 0) { \
      errno = answer; \
      return failed; \
    } \
  } while (0)

static const char *opening(int flags) {
  return (flags & O_ACCMODE) == O_RDONLY ? "open-to-read" : "open";
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    REFUSE(ask_path(opening(flags), AT_FDCWD, path), -1); \
    REAL(name); \
    return real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    REFUSE(ask_path(opening(flags), folder, path), -1); \
    REAL(name); \
    return real(folder, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name) \
  FILE *name(const char *path, const char *mode) { \
    REFUSE(ask_path(mode[0] == 'r' && !strchr(mode, '+') ? "open-to-read" : "open", AT_FDCWD, path), NULL); \
    REAL(name); \
    return real(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

/* A write of which half is done: what a full disk, a signal or a kill leaves. */
#define WRITE(name, parameters, half, whole) \
  ssize_t name parameters { \
    int answer = ask_file("write", fd); \
    if (answer > 0) { \
      errno = answer; \
      return -1; \
    } \
    REAL(name); \
    if (answer < 0 && size > 1) { \
      return real half; \
    } \
    return real whole; \
  }
WRITE(write, (int fd, const void *data, size_t size), (fd, data, size / 2), (fd, data, size))
WRITE(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size / 2, at), (fd, data, size, at))
WRITE(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size / 2, at), (fd, data, size, at))

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REFUSE(ask_file("write", fd), -1);
  REAL(writev);
  return real(fd, parts, count);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
  int answer = ask_file("write", fileno(file));
  if (answer > 0) {
    errno = answer;
    return 0;
  }
  REAL(fwrite);
  return real(data, size, count, file);
}

int fclose(FILE *file) {
  int answer = fcntl(fileno(file), F_GETFL) & O_ACCMODE ? ask_file("close", fileno(file)) : 0;
  REAL(fclose);
  int result = real(file);
  if (answer > 0) {
    errno = answer;
    return EOF;
  }
  return result;
}

int close(int fd) {
  int answer = syscall(SYS_fcntl, fd, F_GETFL) & O_ACCMODE ? ask_file("close", fd) : 0;
  int result = syscall(SYS_close, fd);
  if (answer > 0) {
    errno = answer;
    return -1;
  }
  return result;
}

#define OF_FILE(type, name, kind, parameters, arguments) \
  type name parameters { \
    REFUSE(ask_file(kind, fd), -1); \
    REAL(name); \
    return real arguments; \
  }
OF_FILE(int, fsync, "sync", (int fd), (fd))
OF_FILE(int, fdatasync, "sync", (int fd), (fd))
OF_FILE(int, ftruncate, "truncate", (int fd, off_t size), (fd, size))
OF_FILE(int, ftruncate64, "truncate", (int fd, off64_t size), (fd, size))
OF_FILE(int, futimens, "times", (int fd, const struct timespec times[2]), (fd, times))
OF_FILE(int, futimes, "times", (int fd, const struct timeval times[2]), (fd, times))
OF_FILE(ssize_t, read, "read", (int fd, void *data, size_t size), (fd, data, size))
OF_FILE(ssize_t, pread, "read", (int fd, void *data, size_t size, off_t at), (fd, data, size, at))
OF_FILE(ssize_t, pread64, "read", (int fd, void *data, size_t size, off64_t at), (fd, data, size, at))

#define FCNTL(name) \
  int name(int fd, int command, ...) { \
    va_list rest; \
    va_start(rest, command); \
    void *argument = va_arg(rest, void *); \
    va_end(rest); \
    if (command == F_SETLK || command == F_SETLKW) REFUSE(ask_file("lock", fd), -1); \
    REAL(name); \
    return real(fd, command, argument); \
  }
FCNTL(fcntl)
FCNTL(fcntl64)

#define OF_PATH(name, kind, folder, parameters, arguments) \
  int name parameters { \
    REFUSE(ask_path(kind, folder, path), -1); \
    REAL(name); \
    return real arguments; \
  }
OF_PATH(unlink, "unlink", AT_FDCWD, (const char *path), (path))
OF_PATH(unlinkat, "unlink", folder, (int folder, const char *path, int flags), (folder, path, flags))
OF_PATH(rmdir, "unlink", AT_FDCWD, (const char *path), (path))
OF_PATH(mkdir, "mkdir", AT_FDCWD, (const char *path, mode_t mode), (path, mode))
OF_PATH(rename, "rename", AT_FDCWD, (const char *path, const char *to), (path, to))
OF_PATH(renameat, "rename", folder, (int folder, const char *path, int other, const char *to),
        (folder, path, other, to))
OF_PATH(utimes, "times", AT_FDCWD, (const char *path, const struct timeval times[2]), (path, times))
OF_PATH(utimensat, "times", folder, (int folder, const char *path, const struct timespec times[2], int flags),
        (folder, path, times, flags))

static long jump(void) {
  static unsigned calls;
  if (!getenv("FAULTS_CLOCK")) return 0;
  unsigned place = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) / 16 * 2654435761u;
  return ((long)(place % 61) - 30) * 86400;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, clock, time);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) time->tv_sec += jump();
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int result = syscall(SYS_gettimeofday, time, zone);
  time->tv_sec += jump();
  return result;
}
