/* The truth for tests: leaks exactly COUNT blocks of SIZE bytes in leak_blocks(), fills a cache up to a cap, makes
 * temporary allocations from several threads, then waits to be ended.
 *
 *   leaky COUNT SIZE [MODE]     MODE: exit (default) | wait | drip (leaks a block each 20 ms more) | ignore (SIGINT)
 *                                     | deaf (SIGINT and SIGTERM) | exec (replaces itself by another)
 *
 * What it keeps is freed before it ends, except the leak. READY is printed once all is allocated. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))
#define CACHE_BLOCKS 1000
#define THREADS 4

static volatile sig_atomic_t stopped;
static void *cache[CACHE_BLOCKS];
void *volatile sink;

static void on_signal(int signal) {
  (void)signal;
  stopped = 1;
}

NOINLINE void leak_blocks(int count, size_t size) {
  for (int i = 0; i < count; i++) {
    sink = malloc(size);
    memset((void *)sink, 1, size);
  }
  sink = NULL;
}

NOINLINE void fill_cache(void) {
  for (int i = 0; i < CACHE_BLOCKS; i++) cache[i] = malloc(4096);
}

NOINLINE void make_temporary(void) {
  for (int i = 0; i < 500; i++) {
    sink = malloc(64);
    free((void *)sink);
  }
  sink = NULL;
}

NOINLINE void *work(void *unused) {
  void *held[100];
  for (int round = 0; round < 20; round++) {
    for (int i = 0; i < 100; i++) held[i] = malloc(128);
    for (int i = 0; i < 100; i++) free(held[i]);
  }
  return unused;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const char *mode = argc > 3 ? argv[3] : "exit";
  if (strcmp(mode, "exec") == 0) {
    execl(argv[0], argv[0], argv[1], argv[2], "wait", (char *)NULL);
    return 3;
  }
  signal(SIGTERM, strcmp(mode, "deaf") == 0 ? SIG_IGN : on_signal);
  signal(SIGINT, strcmp(mode, "wait") == 0 || strcmp(mode, "drip") == 0 ? on_signal : SIG_IGN);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  make_temporary();
  fill_cache();
  leak_blocks(atoi(argv[1]), (size_t)atoi(argv[2]));
  printf("READY\n");
  fflush(stdout);
  if (strcmp(mode, "exit") != 0)
    while (!stopped) {
      usleep(20000);
      if (strcmp(mode, "drip") == 0) leak_blocks(1, (size_t)atoi(argv[2]));
    }
  for (int i = 0; i < CACHE_BLOCKS; i++) free(cache[i]);
  return 0;
}
