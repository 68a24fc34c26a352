/* Reads stat, status and smaps_rollup of argv[1] argv[2] times from kept-open descriptors and takes the same numbers
   out of them as the sampler does. Prints CPU and wall nanoseconds per sample. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char buffer[65536];
static volatile long sink;

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void take(int fd) {
  ssize_t n = pread(fd, buffer, sizeof buffer - 1, 0);
  buffer[n > 0 ? n : 0] = 0;
}

static void fields(const char *const *keys) {
  for (; *keys != NULL; keys++) {
    char *at = strstr(buffer, *keys);
    if (at != NULL) sink += atol(at + strlen(*keys));
  }
}

int main(int argc, char **argv) {
  static const char *const status[] = {"VmRSS:", "VmHWM:", "RssAnon:", "RssShmem:", "VmSwap:", "Threads:",
    "\nvoluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:", NULL};
  static const char *const maps[] = {"\nRss:", "\nPss:", "Shared_Clean:", "Shared_Dirty:", "Private_Clean:",
    "Private_Dirty:", "Private_Hugetlb:", "Anonymous:", "\nSwap:", "SwapPss:", NULL};
  char path[64];
  const char *names[] = {"stat", "status", "smaps_rollup"};
  int fds[3], times = argc > 2 ? atoi(argv[2]) : 1000;
  double *each = malloc(times * sizeof *each);
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "/proc/%s/%s", argv[1], names[i]);
    fds[i] = open(path, O_RDONLY);
  }
  double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < times; i++) {
    double start = now(CLOCK_MONOTONIC);
    take(fds[0]);
    char *at = strrchr(buffer, ')') + 2;
    for (int field = 3; field < 22; field++) at = strchr(at, ' ') + 1, sink += atol(at);
    take(fds[1]);
    fields(status);
    take(fds[2]);
    fields(maps);
    each[i] = now(CLOCK_MONOTONIC) - start;
  }
  cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  qsort(each, times, sizeof *each, compare);
  printf("{\"cpu_us\": %.2f, \"median_us\": %.2f}\n", cpu / times / 1e3, each[times / 2] / 1e3);
}
