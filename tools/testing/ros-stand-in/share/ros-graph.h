// A bare Cyclone DDS participant that knows the full names of all ROS nodes it sees.
#include "dds/dds.h"
#include "ros_discovery.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARTICIPANTS 1024

// Of each participant its nodes as text: every name in quotes, a comma behind it.
static struct { unsigned char gid[16]; char *nodes; } infos[MAX_PARTICIPANTS];
static unsigned count;
static dds_entity_t participant, participants, infos_reader;

static void set_nodes(const unsigned char *gid, char *nodes) {
  for (unsigned i = 0; i < count; i++) {
    if (memcmp(infos[i].gid, gid, 16) != 0) continue;
    free(infos[i].nodes);
    infos[i].nodes = nodes;
    return;
  }
  if (count == MAX_PARTICIPANTS) { free(nodes); return; }
  memcpy(infos[count].gid, gid, 16);
  infos[count++].nodes = nodes;
}

static char *names_of(const rmw_dds_common_msg_dds__ParticipantEntitiesInfo_ *info) {
  size_t size = 1;
  for (uint32_t i = 0; i < info->node_entities_info_seq._length; i++)
    size += strlen(info->node_entities_info_seq._buffer[i].node_namespace) + strlen(info->node_entities_info_seq._buffer[i].node_name) + 5;
  char *text = calloc(size, 1), *at = text;
  for (uint32_t i = 0; i < info->node_entities_info_seq._length; i++) {
    const rmw_dds_common_msg_dds__NodeEntitiesInfo_ *node = &info->node_entities_info_seq._buffer[i];
    int root = strcmp(node->node_namespace, "/") == 0;
    at += sprintf(at, "\"%s/%s\",", root ? "" : node->node_namespace, node->node_name);
  }
  return text;
}

/* Takes in what has come; 0: nothing changed. */
static int drain_graph(void) {
  void *samples[64] = { NULL };
  dds_sample_info_t si[64];
  int total = 0, n;
  while ((n = dds_take(participants, samples, si, 64, 64)) > 0) {
    for (int i = 0; i < n; i++)
      if (si[i].instance_state != DDS_ALIVE_INSTANCE_STATE)
        set_nodes((const unsigned char *) &((const dds_builtintopic_participant_t *) samples[i])->key, calloc(1, 1));
    total += n;
    dds_return_loan(participants, samples, n);
  }
  memset(samples, 0, sizeof samples);
  while ((n = dds_take(infos_reader, samples, si, 64, 64)) > 0) {
    for (int i = 0; i < n; i++) {
      if (!si[i].valid_data) continue;
      const rmw_dds_common_msg_dds__ParticipantEntitiesInfo_ *info = samples[i];
      set_nodes(info->gid.data, names_of(info));
    }
    total += n;
    dds_return_loan(infos_reader, samples, n);
  }
  return total;
}

static int open_graph(dds_domainid_t domain) {
  participant = dds_create_participant(domain, NULL, NULL);
  if (participant < 0) { fprintf(stderr, "no participant: %s\n", dds_strretcode(-participant)); return 1; }
  participants = dds_create_reader(participant, DDS_BUILTIN_TOPIC_DCPSPARTICIPANT, NULL, NULL);
  dds_qos_t *qos = dds_create_qos();
  dds_qset_reliability(qos, DDS_RELIABILITY_RELIABLE, DDS_SECS(1));
  dds_qset_durability(qos, DDS_DURABILITY_TRANSIENT_LOCAL);
  dds_qset_history(qos, DDS_HISTORY_KEEP_ALL, 0);
  dds_entity_t topic = dds_create_topic(participant, &rmw_dds_common_msg_dds__ParticipantEntitiesInfo__desc, "ros_discovery_info", NULL, NULL);
  infos_reader = dds_create_reader(participant, topic, qos, NULL);
  dds_delete_qos(qos);
  return 0;
}
