// Prints the full names of all ROS nodes it sees, one JSON line a change.
#include "ros-graph.h"

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  if (open_graph(argc > 1 ? (dds_domainid_t) atoi(argv[1]) : 0) != 0) return 1;
  for (;;) {
    if (drain_graph() > 0) {
      printf("{\"nodes\":[");
      for (unsigned i = 0; i < count; i++) fputs(infos[i].nodes, stdout);
      printf("null]}\n");
      // Whoever read us has gone: so do we.
      if (fflush(stdout) != 0) return 0;
    }
    dds_sleepfor(DDS_MSECS(50));
  }
}
