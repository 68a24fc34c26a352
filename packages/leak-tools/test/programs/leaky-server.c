/* An HTTP server whose memory is known: the truth for tests of leak hunting.
 *
 *   leaky-server PORT [--leak BYTES BLOCKS] [--leak-per-s BYTES BLOCKS] [--cache-per-s BYTES CAP]
 *                     [--entities FILE BYTES] [--deaf]
 *
 *   GET /health                       200
 *   GET /state                        what it did so far, as JSON
 *   GET /leak?bytes=B&blocks=K        loses exactly B bytes in K blocks
 *   GET /cycle?n=N&bytes=B&keep=K     allocates N blocks of B bytes, frees them, keeps K of them for good
 *
 * --leak loses at the start, --leak-per-s evenly from then on, --cache-per-s fills a cache up to CAP bytes,
 * --entities holds BYTES for each line of FILE. BYTES of leaks are divided evenly among BLOCKS. What is held is freed
 * before it ends on SIGINT or SIGTERM; what is lost is lost. --deaf ignores both signals. */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))
#define CACHE_BLOCK 4096

static volatile sig_atomic_t stopped;
void *volatile sink;

static long leaked_bytes, leaked_blocks;
static long leak_rate_bytes, leak_rate_blocks;
static void **cache, **entities, **kept;
static long cache_blocks, cache_cap_blocks, cache_rate_bytes;
static long entity_count, kept_blocks;

static void on_signal(int signal) {
  (void)signal;
  stopped = 1;
}

NOINLINE void leak_block(size_t size) {
  sink = malloc(size);
  memset((void *)sink, 1, size);
  sink = NULL;
}

static void leak(long bytes, long blocks) {
  for (long i = 0; i < blocks; i++) leak_block((size_t)(bytes * (i + 1) / blocks - bytes * i / blocks));
  leaked_bytes += bytes;
  leaked_blocks += blocks;
}

NOINLINE void fill_cache(void) {
  cache[cache_blocks] = malloc(CACHE_BLOCK);
  memset(cache[cache_blocks++], 1, CACHE_BLOCK);
}

NOINLINE void add_entity(size_t size) {
  entities = realloc(entities, (size_t)(entity_count + 1) * sizeof *entities);
  entities[entity_count] = malloc(size);
  memset(entities[entity_count++], 1, size);
}

static void read_entities(const char *path, size_t size) {
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  char line[256];
  while (fgets(line, sizeof line, file) != NULL) add_entity(size);
  fclose(file);
}

NOINLINE void cycle(long n, size_t size, long keep) {
  void **held = malloc((size_t)n * sizeof *held);
  for (long i = 0; i < n; i++) {
    held[i] = malloc(size);
    memset(held[i], 1, size);
  }
  for (long i = keep; i < n; i++) free(held[i]);
  for (long i = 0; i < keep && i < n; i++) {
    kept = realloc(kept, (size_t)(kept_blocks + 1) * sizeof *kept);
    kept[kept_blocks++] = held[i];
  }
  free(held);
}

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Whole blocks that are due; the rest waits for the next turn. */
static void work(double since_start) {
  static long rate_leaked;
  while (leak_rate_blocks > 0 && rate_leaked < (long)(since_start * (double)leak_rate_blocks)) {
    leak(leak_rate_bytes / leak_rate_blocks, 1);
    rate_leaked++;
  }
  while (cache_blocks < cache_cap_blocks &&
         cache_blocks < (long)(since_start * (double)cache_rate_bytes / CACHE_BLOCK))
    fill_cache();
}

static long query(const char *request, const char *name) {
  const char *end = strchr(request, '\r');
  const char *at = strstr(request, name);
  return at != NULL && (end == NULL || at < end) ? atol(at + strlen(name)) : 0;
}

static void answer(int client) {
  char request[2048], body[256], head[160];
  ssize_t got = read(client, request, sizeof request - 1);
  if (got <= 0) return;
  request[got] = 0;
  int found = 1;
  if (strncmp(request, "GET /leak?", 10) == 0) {
    long blocks = query(request, "blocks=");
    if (blocks > 0) leak(query(request, "bytes="), blocks);
  } else if (strncmp(request, "GET /cycle?", 11) == 0) {
    cycle(query(request, "n="), (size_t)query(request, "bytes="), query(request, "keep="));
  } else {
    found = strncmp(request, "GET /health", 11) == 0 || strncmp(request, "GET /state", 10) == 0;
  }
  int length = snprintf(body, sizeof body,
                        "{\"leaked_bytes\":%ld,\"leaked_blocks\":%ld,\"cache_bytes\":%ld,\"entities\":%ld,\"kept\":%ld}\n",
                        leaked_bytes, leaked_blocks, cache_blocks * CACHE_BLOCK, entity_count, kept_blocks);
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n",
                      found ? "200 OK" : "404 Not Found", length);
  if (write(client, head, (size_t)size) == size && write(client, body, (size_t)length) < 0) return;
}

static int listen_on(int port) {
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 64) != 0) {
    perror("leaky-server");
    exit(1);
  }
  return server;
}

static int take_options(int argc, char **argv) {
  int deaf = 0;
  for (int i = 2; i < argc; i++) {
    int two = i + 2 < argc;
    if (strcmp(argv[i], "--deaf") == 0) {
      deaf = 1;
    } else if (two && strcmp(argv[i], "--leak") == 0) {
      long blocks = atol(argv[i + 2]);
      if (blocks > 0) leak(atol(argv[i + 1]), blocks);
      i += 2;
    } else if (two && strcmp(argv[i], "--leak-per-s") == 0) {
      leak_rate_bytes = atol(argv[i + 1]);
      leak_rate_blocks = atol(argv[i + 2]);
      i += 2;
    } else if (two && strcmp(argv[i], "--cache-per-s") == 0) {
      cache_rate_bytes = atol(argv[i + 1]);
      cache_cap_blocks = atol(argv[i + 2]) / CACHE_BLOCK;
      i += 2;
    } else if (two && strcmp(argv[i], "--entities") == 0) {
      read_entities(argv[i + 1], (size_t)atol(argv[i + 2]));
      i += 2;
    } else {
      fprintf(stderr, "leaky-server: what is %s?\n", argv[i]);
      exit(2);
    }
  }
  return deaf;
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  int deaf = take_options(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, deaf ? SIG_IGN : on_signal);
  signal(SIGTERM, deaf ? SIG_IGN : on_signal);
  cache = calloc((size_t)cache_cap_blocks + 1, sizeof *cache);
  int server = listen_on(atoi(argv[1]));
  printf("READY\n");
  fflush(stdout);
  double start = now_s();
  while (!stopped) {
    struct pollfd waiting = {.fd = server, .events = POLLIN};
    if (poll(&waiting, 1, 20) > 0) {
      int client = accept(server, NULL, NULL);
      if (client >= 0) {
        answer(client);
        close(client);
      }
    }
    work(now_s() - start);
  }
  for (long i = 0; i < cache_blocks; i++) free(cache[i]);
  for (long i = 0; i < entity_count; i++) free(entities[i]);
  for (long i = 0; i < kept_blocks; i++) free(kept[i]);
  free(cache);
  free(entities);
  free(kept);
  close(server);
  return 0;
}
