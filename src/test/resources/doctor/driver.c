/* A stand-in for NVIDIA's driver, libcuda.so.1: enough for an examination, and broken as FAKE_DRIVER says. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int broken(const char *how) {
  const char *wanted = getenv("FAKE_DRIVER");
  return wanted != NULL && strcmp(wanted, how) == 0;
}

int cuInit(unsigned flags) {
  if (broken("hangs")) sleep(600);
  if (broken("crashes")) abort();
  return broken("no-device") ? 100 : (int)flags;
}

int cuDriverGetVersion(int *version) {
  *version = broken("ancient") ? 11080 : broken("old") ? 12020 : 12050;
  return 0;
}

int cuDeviceGetCount(int *count) {
  *count = broken("hidden") ? 0 : 2;
  return 0;
}

int cuDeviceGet(int *device, int index) {
  *device = index;
  return 0;
}

int cuDeviceGetName(char *name, int size, int device) {
  strncpy(name, device == 0 ? "Big Card" : "Small Card", size);
  return 0;
}

int cuDeviceGetAttribute(int *value, int what, int device) {
  int major = broken("future") ? 10 : device == 0 ? 9 : 5;
  *value = what == 75 ? major : what == 76 ? (device == 0 ? 0 : 2) : -1;
  return 0;
}

int cuDevicePrimaryCtxRetain(void **context, int device) {
  if (broken("full")) return 2;
  *context = (void *)(long)(device + 7);
  return 0;
}

static long current;

int cuCtxSetCurrent(void *context) {
  current = (long)context;
  return 0;
}

int cuMemGetInfo_v2(size_t *free, size_t *total) {
  *free = (size_t)(broken("busy") ? 500 : 70000) << 20;
  *total = (size_t)80000 << 20;
  return current >= 7 ? 0 : 201;
}

int cuDevicePrimaryCtxRelease_v2(int device) {
  return device < 0;
}

int cuGetErrorName(int code, const char **name) {
  *name = code == 100 ? "CUDA_ERROR_NO_DEVICE" : code == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_UNKNOWN";
  return 0;
}
