/* The stand-in for gateway_node where a profiler is put around it: native, so that valgrind and heaptrack see its own
 * memory. It takes the graph from DDS and answers /health, /apps, /version-info and its own configurations.
 *
 * What it holds is known: APP_BYTES for each app, in add_app, freed when the app goes and when it ends. With the
 * parameter reference.leak_bytes_per_s it loses as much, in blocks of LOST_BYTES, in lose_block. */
#include "ros-graph.h"
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))
#define APP_BYTES 20480
#define LOST_BYTES 4096
#define MAX_APPS 4096
#define MAX_PARAMS 256

static volatile sig_atomic_t stopped;
void *volatile sink;
static struct { char name[128]; char *data; int seen; } apps[MAX_APPS];
static int app_count;
static struct { char name[160], value[256]; } params[MAX_PARAMS];
static int param_count;

static void on_signal(int signal) {
  (void) signal;
  stopped = 1;
}

NOINLINE void lose_block(void) {
  sink = malloc(LOST_BYTES);
  memset((void *) sink, 1, LOST_BYTES);
  sink = NULL;
}

NOINLINE void add_app(const char *name) {
  if (app_count == MAX_APPS) return;
  snprintf(apps[app_count].name, sizeof apps[0].name, "%s", name);
  apps[app_count].data = malloc(APP_BYTES);
  memset(apps[app_count].data, 1, APP_BYTES);
  apps[app_count++].seen = 1;
}

static void see_app(const char *name) {
  for (int i = 0; i < app_count; i++)
    if (strcmp(apps[i].name, name) == 0) {
      apps[i].seen = 1;
      return;
    }
  add_app(name);
}

/* The last part of every full name is the app's id. */
static void see_nodes(const char *text) {
  char name[128];
  for (const char *open = strchr(text, '"'); open != NULL;) {
    const char *close = strchr(open + 1, '"');
    if (close == NULL) return;
    const char *last = open + 1;
    for (const char *at = open + 1; at < close; at++)
      if (*at == '/') last = at + 1;
    snprintf(name, sizeof name, "%.*s", (int) (close - last), last);
    if (name[0] != '_') see_app(name);
    open = strchr(close + 1, '"');
  }
}

static void update_apps(void) {
  for (int i = 0; i < app_count; i++) apps[i].seen = 0;
  for (unsigned i = 0; i < count; i++) see_nodes(infos[i].nodes);
  for (int i = 0; i < app_count;) {
    if (apps[i].seen) {
      i++;
      continue;
    }
    free(apps[i].data);
    apps[i] = apps[--app_count];
  }
}

/* `key: value` lines by their indentation, from below ros__parameters on, as dotted names. */
static void read_params(const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  char line[512], names[16][80];
  int indents[16], depth = 0;
  while (fgets(line, sizeof line, file) != NULL && param_count < MAX_PARAMS) {
    int indent = (int) strspn(line, " ");
    char *key = line + indent, *colon = strchr(key, ':');
    if (colon == NULL || *key == '#') continue;
    while (depth > 0 && indents[depth - 1] >= indent) depth--;
    *colon = 0;
    if (depth == 16) continue;
    snprintf(names[depth], sizeof names[0], "%.79s", key);
    indents[depth++] = indent;
    char *value = colon + 1 + strspn(colon + 1, " ");
    value[strcspn(value, "\r\n")] = 0;
    int root = -1;
    for (int i = 0; i < depth; i++)
      if (strcmp(names[i], "ros__parameters") == 0) root = i;
    if (*value == 0 || root < 0) continue;
    char *name = params[param_count].name;
    name[0] = 0;
    for (int i = root + 1; i < depth; i++) {
      if (i > root + 1) strncat(name, ".", sizeof params[0].name - strlen(name) - 1);
      strncat(name, names[i], sizeof params[0].name - strlen(name) - 1);
    }
    snprintf(params[param_count++].value, sizeof params[0].value, "%s", value);
  }
  fclose(file);
}

static const char *param(const char *name, const char *otherwise) {
  for (int i = 0; i < param_count; i++)
    if (strcmp(params[i].name, name) == 0) return params[i].value;
  return otherwise;
}

static int is_json(const char *value) {
  char *end;
  strtod(value, &end);
  return *end == 0 || strcmp(value, "true") == 0 || strcmp(value, "false") == 0 || *value == '"' || *value == '[';
}

static void write_params(FILE *out) {
  fputs("{\"items\":[],\"x-medkit\":{\"parameters\":[", out);
  for (int i = 0; i < param_count; i++) {
    const char *quote = is_json(params[i].value) ? "" : "\"";
    fprintf(out, "%s{\"name\":\"%s\",\"value\":%s%s%s}", i > 0 ? "," : "", params[i].name, quote, params[i].value, quote);
  }
  fputs("]}}", out);
}

static void write_app(FILE *out, const char *id) {
  fprintf(out, "{\"id\":\"%s\",\"name\":\"%s\",\"href\":\"/api/v1/apps/%s\"}", id, id, id);
}

static void write_apps(FILE *out) {
  fputs("{\"items\":[", out);
  write_app(out, "ros2_medkit_gateway");
  for (int i = 0; i < app_count; i++) {
    fputc(',', out);
    write_app(out, apps[i].name);
  }
  fputs("]}", out);
}

static int answer_to(const char *path, FILE *out) {
  if (strncmp(path, "/api/v1/", 8) != 0) return 404;
  const char *rest = path + 8;
  if (strcmp(rest, "health") == 0)
    fputs("{\"status\":\"healthy\",\"warning_schema_version\":1,\"x-medkit-data-provider\":{},"
          "\"x-medkit-subscription-executor\":{},\"x-medkit-entity-cache\":{}}", out);
  else if (strcmp(rest, "version-info") == 0)
    fputs("{\"items\":[{\"version\":\"0.6.0\"}]}", out);
  else if (strcmp(rest, "apps") == 0)
    write_apps(out);
  else if (strcmp(rest, "apps/ros2_medkit_gateway/configurations") == 0)
    write_params(out);
  else
    return 404;
  return 200;
}

static void answer(int client) {
  char request[2048], path[512] = "";
  ssize_t got = read(client, request, sizeof request - 1);
  if (got <= 0) return;
  request[got] = 0;
  sscanf(request, "GET %511s", path);
  char *body = NULL, head[160];
  size_t length = 0;
  FILE *out = open_memstream(&body, &length);
  int status = answer_to(path, out);
  fclose(out);
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                      status, status == 200 ? "OK" : "Not Found", length);
  if (write(client, head, (size_t) size) == size)
    for (size_t sent = 0; sent < length;) {
      ssize_t wrote = write(client, body + sent, length - sent);
      if (wrote <= 0) break;
      sent += (size_t) wrote;
    }
  free(body);
}

static int listen_on(const char *host, int port) {
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short) port)};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) address.sin_addr.s_addr = htonl(INADDR_ANY);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr *) &address, sizeof address) != 0 || listen(server, 64) != 0) {
    perror("gateway_node");
    exit(1);
  }
  return server;
}

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i++)
    if (strcmp(argv[i], "--params-file") == 0) read_params(argv[i + 1]);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, on_signal);
  signal(SIGTERM, on_signal);
  const char *domain = getenv("ROS_DOMAIN_ID");
  if (open_graph(domain == NULL ? 0 : (dds_domainid_t) atoi(domain)) != 0) return 1;
  int server = listen_on(param("server.host", "127.0.0.1"), atoi(param("server.port", "8080")));
  double leak_bytes_per_s = atof(param("reference.leak_bytes_per_s", "0"));
  fprintf(stderr, "[INFO] [diagnostics.ros2_medkit_gateway]: listening\n");
  double start_s = now_s();
  long lost = 0;
  while (!stopped) {
    struct pollfd waiting = {.fd = server, .events = POLLIN};
    if (poll(&waiting, 1, 20) > 0) {
      int client = accept(server, NULL, NULL);
      if (client >= 0) {
        answer(client);
        close(client);
      }
    }
    if (drain_graph() > 0) update_apps();
    for (; lost < (long) ((now_s() - start_s) * leak_bytes_per_s / LOST_BYTES); lost++) lose_block();
  }
  close(server);
  for (int i = 0; i < app_count; i++) free(apps[i].data);
  for (unsigned i = 0; i < count; i++) free(infos[i].nodes);
  dds_delete(participant);
  return 0;
}
