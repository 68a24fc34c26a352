import type { LaneName } from '../lanes/settings.js';

/** What each lane's `--help` says. */
export const LANE_HELP: Record<LaneName, { describe: string; examples: string[] }> = {
  footprint: {
    describe: 'what the target costs at rest, or under --load: memory, CPU, threads',
    examples: [
      'medkit-bench footprint --quick',
      'medkit-bench footprint --profile nginx --duration 5m --repeats 5',
    ],
  },
  scaling: {
    describe: 'how its cost grows with the number of entities',
    examples: [
      'medkit-bench scaling --quick',
      'medkit-bench scaling --entities 10,50,100,250 --refresh-ms 200,1000',
    ],
  },
  sweep: {
    describe: 'which of its settings costs most',
    examples: [
      'medkit-bench sweep --repeats 5',
      'medkit-bench sweep --only refresh-200,refresh-5000 --design factorial',
    ],
  },
  load: {
    describe: 'what clients cost it, and what they see',
    examples: ['medkit-bench load --quick', 'medkit-bench load --levels light,heavy --connections both'],
  },
  fault: {
    describe: 'what a burst of faults costs, and whether it is given back',
    examples: [
      'medkit-bench fault --faults 1,4,16',
      'medkit-bench fault --modes data --pre-s 10 --window-s 60',
    ],
  },
  ab: {
    describe: 'two builds in turn on one host, judged pair by pair: the way to judge a pull request',
    examples: [
      'medkit-bench ab --profile ros2-medkit --a ref=main --b ref=my-branch',
      'medkit-bench ab --profile mine.yaml --a image=server:main --b image=server:pr --load light',
      'medkit-bench ab --profile mine.yaml --b \'command=["./build-pr/server","--port","{port}"]\'',
      'medkit-bench ab --quick --b set.refresh_interval_ms=200',
    ],
  },
  aa: {
    describe: 'one build against itself: how often the gates of ab and compare cry wolf on this host',
    examples: ['medkit-bench aa --quick', 'medkit-bench aa --profile mine.yaml --repeats 10 --load light'],
  },
  calibrate: {
    describe: 'whether this instrument can be believed on this host: known costs, found again',
    examples: ['medkit-bench calibrate --quick', 'medkit-bench calibrate --quick --mistake cpu'],
  },
  churn: {
    describe: 'whether change of the graph leaks; a leak is exit code 1',
    examples: [
      'medkit-bench churn --duration 10m',
      'medkit-bench churn --churn-sec 1 --churn-count 20 --strict',
    ],
  },
  heap: {
    describe: 'whether it leaks (judged without a profiler) and where (a short run under heaptrack)',
    examples: [
      'medkit-bench heap --duration 30m',
      'medkit-bench heap --profile redis --load light --duration 10m --heaptrack-duration 1m',
    ],
  },
  memcheck: {
    describe: 'memory that is lost for good, counted by valgrind',
    examples: [
      'medkit-bench memcheck --entities 10 --settle 30',
      'medkit-bench memcheck --load light --fail-on-leak',
      'medkit-bench memcheck --fail-on-leak 1024',
    ],
  },
  attribute: {
    describe: 'who allocates at one size of the graph, or what grows between two (heaptrack)',
    examples: ['medkit-bench attribute --attribute-at 200', 'medkit-bench attribute --from 10 --to 200'],
  },
};
