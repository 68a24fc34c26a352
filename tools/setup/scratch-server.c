/* The only program of the scratch test image: touches MIB mebibytes of private memory, says so, and waits.
 * Usage: scratch-server [MIB] [THREADS]; SIGTERM ends it with code 0. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void on_term(int number) {
  (void)number;
  _exit(0);
}

static void *wait_for_ever(void *nothing) {
  (void)nothing;
  for (;;) pause();
  return NULL;
}

int main(int argc, char **argv) {
  size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
  int threads = argc > 2 ? atoi(argv[2]) : 0;
  signal(SIGTERM, on_term);
  char *block = mib > 0 ? malloc(mib << 20) : NULL;
  if (block != NULL) memset(block, 1, mib << 20);
  for (int i = 0; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_ever, NULL) != 0) return 1;
  }
  printf("ready with %zu MiB and %d threads\n", mib, threads);
  fflush(stdout);
  wait_for_ever(NULL);
  return 0;
}
