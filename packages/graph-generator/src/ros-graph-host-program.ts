import { readFileSync } from 'node:fs';

/** The program of the ROS graph host, for `python3 -c`: nothing has to be copied to where it runs. */
export function rosGraphHostProgram(): string {
  return readFileSync(new URL('../assets/ros_graph_host.py', import.meta.url), 'utf8');
}
