/* A process that does what it is told, one command a line on standard input, and answers each with "ok N". */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double cpu_now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void *spin(void *ms) {
  double end = cpu_now(CLOCK_THREAD_CPUTIME_ID) + (long)ms * 1e-3;
  while (cpu_now(CLOCK_THREAD_CPUTIME_ID) < end) {}
  return NULL;
}

static void *rest(void *unused) {
  (void)unused;
  for (;;) pause();
}

static void touch(size_t bytes, int flags) {
  char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  madvise(p, bytes, MADV_NOHUGEPAGE);
  for (size_t i = 0; i < bytes; i += 4096) p[i] = 1;
}

static long read_file(const char *path) {
  int fd = open(path, O_RDONLY);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) return -1;
  volatile char *p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  long sum = 0;
  for (off_t i = 0; i < st.st_size; i += 4096) sum += p[i];
  close(fd);
  return sum >= 0 ? st.st_size : 0;
}

int main(void) {
  static char line[4096];
  printf("ok %d\n", getpid());
  fflush(stdout);
  for (;;) {
    ssize_t length = 0;
    while (length < (ssize_t)sizeof line - 1 && read(0, line + length, 1) == 1 && line[length] != '\n') length++;
    if (length == 0) return 0;
    line[length] = 0;
    char *arg = strchr(line, ' ');
    arg = arg == NULL ? line + length : (*arg = 0, arg + 1);
    long n = atol(arg), answer = 0;
    pthread_t t;
    if (!strcmp(line, "alloc")) touch(n, MAP_PRIVATE);
    if (!strcmp(line, "shared")) touch(n, MAP_SHARED);
    if (!strcmp(line, "file")) answer = read_file(arg);
    if (!strcmp(line, "name")) prctl(PR_SET_NAME, arg);
    if (!strcmp(line, "spin")) spin((void *)n);
    if (!strcmp(line, "burst")) { pthread_create(&t, NULL, spin, (void *)n); pthread_join(t, NULL); }
    if (!strcmp(line, "thread")) pthread_create(&t, NULL, rest, NULL);
    if (!strcmp(line, "child")) { answer = fork(); if (answer == 0) for (;;) pause(); }
    if (!strcmp(line, "zombie")) { answer = fork(); if (answer == 0) _exit(0); usleep(50000); }
    if (!strcmp(line, "exec")) execl(arg, arg, (char *)NULL);
    printf("ok %ld\n", answer);
    fflush(stdout);
  }
}
