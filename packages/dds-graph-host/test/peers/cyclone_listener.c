// A bare Cyclone DDS participant that counts what it discovers and prints a JSON line whenever that changes.
// Optional: --call BASE (Trigger service /BASE/s0 and parameter p0 of node BASE_NODE), --topic NAME (a std_msgs/String topic).
#include "dds/dds.h"
#include "ros_discovery.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SET_SIZE (1u << 20)
#define MAX_PARTICIPANTS 4096
#define BATCH 512

typedef struct { uint64_t *slots; unsigned count; } handle_set;

static unsigned find(handle_set *set, uint64_t handle) {
  unsigned i = (unsigned) ((handle * 0x9E3779B97F4A7C15ull) >> 44) & (SET_SIZE - 1);
  while (set->slots[i] != 0 && set->slots[i] != handle) i = (i + 1) & (SET_SIZE - 1);
  return i;
}

static void put(handle_set *set, uint64_t handle) {
  unsigned i = find(set, handle);
  if (set->slots[i] == handle) return;
  set->slots[i] = handle;
  set->count++;
}

// Removal leaves a tombstone (all ones): searches go on past it.
static void drop(handle_set *set, uint64_t handle) {
  unsigned i = find(set, handle);
  if (set->slots[i] != handle) return;
  set->slots[i] = ~0ull;
  set->count--;
}

static dds_guid_t own;
static struct { unsigned char gid[16]; unsigned nodes; } infos[MAX_PARTICIPANTS];
static unsigned info_count;

static unsigned total_nodes(void) {
  unsigned sum = 0;
  for (unsigned i = 0; i < info_count; i++) sum += infos[i].nodes;
  return sum;
}

static void set_nodes(const unsigned char *gid, unsigned nodes) {
  for (unsigned i = 0; i < info_count; i++) {
    if (memcmp(infos[i].gid, gid, 16) == 0) { infos[i].nodes = nodes; return; }
  }
  if (info_count == MAX_PARTICIPANTS) return;
  memcpy(infos[info_count].gid, gid, 16);
  infos[info_count++].nodes = nodes;
}

static int drain_endpoints(dds_entity_t reader, handle_set *set) {
  void *samples[BATCH] = { NULL };
  dds_sample_info_t si[BATCH];
  int total = 0, n;
  while ((n = dds_take(reader, samples, si, BATCH, BATCH)) > 0) {
    for (int i = 0; i < n; i++) {
      if (si[i].instance_state != DDS_ALIVE_INSTANCE_STATE) drop(set, si[i].instance_handle);
      else if (si[i].valid_data) {
        const dds_builtintopic_endpoint_t *e = samples[i];
        if (memcmp(&e->participant_key, &own, sizeof own) != 0) put(set, si[i].instance_handle);
      }
    }
    total += n;
    dds_return_loan(reader, samples, n);
  }
  return total;
}

static int drain_participants(dds_entity_t reader, handle_set *set) {
  void *samples[BATCH] = { NULL };
  dds_sample_info_t si[BATCH];
  int total = 0, n;
  while ((n = dds_take(reader, samples, si, BATCH, BATCH)) > 0) {
    for (int i = 0; i < n; i++) {
      const dds_builtintopic_participant_t *p = samples[i];
      if (memcmp(&p->key, &own, sizeof own) == 0) continue;
      if (si[i].instance_state != DDS_ALIVE_INSTANCE_STATE) {
        drop(set, si[i].instance_handle);
        set_nodes((const unsigned char *) &p->key, 0);
      } else put(set, si[i].instance_handle);
    }
    total += n;
    dds_return_loan(reader, samples, n);
  }
  return total;
}

static int drain_infos(dds_entity_t reader) {
  void *samples[64] = { NULL };
  dds_sample_info_t si[64];
  int total = 0, n;
  while ((n = dds_take(reader, samples, si, 64, 64)) > 0) {
    for (int i = 0; i < n; i++) {
      if (!si[i].valid_data) continue;
      const rmw_dds_common_msg_dds__ParticipantEntitiesInfo_ *info = samples[i];
      set_nodes(info->gid.data, info->node_entities_info_seq._length);
    }
    total += n;
    dds_return_loan(reader, samples, n);
  }
  return total;
}

static dds_qos_t *reliable_all(void) {
  dds_qos_t *qos = dds_create_qos();
  dds_qset_reliability(qos, DDS_RELIABILITY_RELIABLE, DDS_SECS(1));
  dds_qset_history(qos, DDS_HISTORY_KEEP_ALL, 0);
  return qos;
}

typedef struct { dds_entity_t trigger_writer, trigger_reader, params_writer, params_reader, topic_reader; int called; } calls;

static dds_entity_t endpoint(dds_entity_t pp, const dds_topic_descriptor_t *type, const char *prefix, const char *base, const char *suffix, int writes) {
  char name[256];
  snprintf(name, sizeof name, "%s%s%s", prefix, base, suffix);
  dds_qos_t *qos = reliable_all();
  dds_entity_t topic = dds_create_topic(pp, type, name, NULL, NULL);
  dds_entity_t entity = writes ? dds_create_writer(pp, topic, qos, NULL) : dds_create_reader(pp, topic, qos, NULL);
  dds_delete_qos(qos);
  return entity;
}

static void setup_calls(calls *c, dds_entity_t pp, const char *service, const char *node) {
  c->trigger_writer = endpoint(pp, &std_srvs_srv_dds__Trigger_Request__desc, "rq", service, "Request", 1);
  c->trigger_reader = endpoint(pp, &std_srvs_srv_dds__Trigger_Response__desc, "rr", service, "Reply", 0);
  c->params_writer = endpoint(pp, &rcl_interfaces_srv_dds__GetParameters_Request__desc, "rq", node, "/get_parametersRequest", 1);
  c->params_reader = endpoint(pp, &rcl_interfaces_srv_dds__GetParameters_Response__desc, "rr", node, "/get_parametersReply", 0);
}

static int matched(dds_entity_t writer) {
  dds_publication_matched_status_t status;
  return dds_get_publication_matched_status(writer, &status) == 0 && status.current_count > 0;
}

static void do_calls(calls *c) {
  if (!c->called && c->trigger_writer > 0 && matched(c->trigger_writer) && matched(c->params_writer)) {
    std_srvs_srv_dds__Trigger_Request_ request = { .client = 0x1122334455667788ull, .number = 41, .placeholder = 0 };
    dds_write(c->trigger_writer, &request);
    char *names[] = { (char *) "p0", (char *) "missing" };
    rcl_interfaces_srv_dds__GetParameters_Request_ get = { .client = 7, .number = 42 };
    get.names._buffer = names;
    get.names._length = get.names._maximum = 2;
    dds_write(c->params_writer, &get);
    c->called = 1;
  }
  void *samples[1] = { NULL };
  dds_sample_info_t si[1];
  if (c->trigger_reader > 0 && dds_take(c->trigger_reader, samples, si, 1, 1) > 0) {
    const std_srvs_srv_dds__Trigger_Response_ *r = samples[0];
    if (si[0].valid_data) printf("{\"trigger\":{\"client_ok\":%d,\"sequence\":%lld,\"success\":%d,\"message\":\"%s\"}}\n", r->client == 0x1122334455667788ull, (long long) r->number, r->success, r->message);
    dds_return_loan(c->trigger_reader, samples, 1);
  }
  samples[0] = NULL;
  if (c->params_reader > 0 && dds_take(c->params_reader, samples, si, 1, 1) > 0) {
    const rcl_interfaces_srv_dds__GetParameters_Response_ *r = samples[0];
    if (si[0].valid_data && r->values._length == 2) printf("{\"params\":{\"sequence\":%lld,\"type\":%d,\"value\":%lld,\"missing_type\":%d}}\n", (long long) r->number, r->values._buffer[0].type, (long long) r->values._buffer[0].integer_value, r->values._buffer[1].type);
    dds_return_loan(c->params_reader, samples, 1);
  }
  samples[0] = NULL;
  if (c->topic_reader > 0 && dds_take(c->topic_reader, samples, si, 1, 1) > 0) {
    const std_msgs_msg_dds__String_ *m = samples[0];
    if (si[0].valid_data) printf("{\"topic\":\"%s\"}\n", m->data);
    dds_return_loan(c->topic_reader, samples, 1);
  }
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  dds_domainid_t domain = argc > 1 ? (dds_domainid_t) atoi(argv[1]) : 0;
  dds_entity_t pp = dds_create_participant(domain, NULL, NULL);
  if (pp < 0) { fprintf(stderr, "no participant: %s\n", dds_strretcode(-pp)); return 1; }
  dds_get_guid(pp, &own);
  dds_entity_t participants = dds_create_reader(pp, DDS_BUILTIN_TOPIC_DCPSPARTICIPANT, NULL, NULL);
  dds_entity_t publications = dds_create_reader(pp, DDS_BUILTIN_TOPIC_DCPSPUBLICATION, NULL, NULL);
  dds_entity_t subscriptions = dds_create_reader(pp, DDS_BUILTIN_TOPIC_DCPSSUBSCRIPTION, NULL, NULL);
  dds_qos_t *qos = reliable_all();
  dds_qset_durability(qos, DDS_DURABILITY_TRANSIENT_LOCAL);
  dds_entity_t topic = dds_create_topic(pp, &rmw_dds_common_msg_dds__ParticipantEntitiesInfo__desc, "ros_discovery_info", NULL, NULL);
  dds_entity_t infos_reader = dds_create_reader(pp, topic, qos, NULL);
  dds_delete_qos(qos);
  calls c = { 0 };
  for (int i = 2; i < argc; i++) {
    if (strcmp(argv[i], "--call") == 0 && i + 2 < argc) { setup_calls(&c, pp, argv[i + 1], argv[i + 2]); i += 2; }
    else if (strcmp(argv[i], "--topic") == 0 && i + 1 < argc) c.topic_reader = endpoint(pp, &std_msgs_msg_dds__String__desc, "rt", argv[++i], "", 0);
  }
  handle_set p = { calloc(SET_SIZE, 8), 0 }, w = { calloc(SET_SIZE, 8), 0 }, r = { calloc(SET_SIZE, 8), 0 };
  const char *id = (const char *) &own;
  printf("{\"ready\":true,\"id\":%d}\n", id[0]);
  for (;;) {
    int changed = drain_participants(participants, &p) + drain_infos(infos_reader);
    changed += drain_endpoints(publications, &w) + drain_endpoints(subscriptions, &r);
    do_calls(&c);
    if (changed) printf("{\"participants\":%u,\"writers\":%u,\"readers\":%u,\"nodes\":%u,\"t_ms\":%lld}\n", p.count, w.count, r.count, total_nodes(), (long long) (dds_time() / 1000000));
    dds_sleepfor(DDS_MSECS(20));
  }
}
