/** What a word in a report means: one paragraph a reader can act on, and where to read on. */
export interface Topic {
  title: string;
  text: string;
  /** Other topics worth a look. */
  see: readonly string[];
}

/** Every topic by the word that asks for it. */
export const TOPICS: Readonly<Record<string, Topic>> = {
  uss: {
    title: 'USS: unique set size',
    text: 'The memory that would come back if the process ended: its private pages, clean and dirty. It is the footprint. It is not the right figure for growth: a private clean page (code of a library, say) turns shared as soon as any other process maps the same file, and USS then falls by megabytes although the server did nothing.',
    see: ['anonymous', 'pss'],
  },
  pss: {
    title: 'PSS: proportional set size',
    text: 'Private pages in full, shared ones divided by the number of processes that share them. Summed over a process tree it counts each page once, which USS cannot: pages shared within the tree are missing from every USS.',
    see: ['uss', 'rss'],
  },
  rss: {
    title: 'RSS: resident set size',
    text: 'Every page in memory, shared ones in full. Two processes that share 100 MiB both show 100 MiB, so sums of RSS count the same memory twice.',
    see: ['pss'],
  },
  anonymous: {
    title: 'anonymous memory',
    text: 'Memory that no file stands behind: heap, stacks, what malloc and mmap gave. Only the process itself moves it, so steadiness, growth and leaks are judged by it.',
    see: ['uss', 'leak', 'steady-state'],
  },
  cores: {
    title: 'CPU in cores',
    text: 'CPU time divided by wall time: 0.25 is a quarter of one core, 2 is two cores kept busy. Counted in nanoseconds from the scheduler where the set of threads stays the same, else in ticks of 10 ms.',
    see: ['observer-cost'],
  },
  'warm-up': {
    title: 'warm-up',
    text: 'A fresh instance is polled until five polls of anonymous memory in a row move by less than 5 KiB/s and the server counts the same number of entities three times. One that does not get there is measured all the same and marked as not steady, with the reason.',
    see: ['steady-state'],
  },
  'steady-state': {
    title: 'steady state',
    text: 'The window is cut where its mean changes (change points); figures come from the last part when it is flat and long enough, else from the last third, and the report says which. A window whose memory still rises - the interval of its slope above zero, and more than 1 KiB/s - is not steady. "4/5" means that four of five repeats were.',
    see: ['warm-up', 'leak'],
  },
  repeat: {
    title: 'repeats',
    text: 'Each repeat is a fresh instance, because starts differ more than moments of one start do. Intervals are over repeats. With fewer than three the spread is hardly known; --precision 2% adds repeats until the interval is that tight, and the interval allows for having looked on the way.',
    see: ['interval'],
  },
  interval: {
    title: '95 % interval',
    text: 'Made by a method that holds the truth in 95 of 100 runs like this one. Samples a second apart resemble each other, so intervals of slopes are widened for that. A dash is an end that the data do not bound.',
    see: ['repeat', 'verdict'],
  },
  verdict: {
    title: 'verdicts',
    text: 'A word that somebody acts on, given only when the whole interval lies on one side of the line. INDETERMINATE means that the data cannot tell; it is an answer, comes with what would settle it, and is exit code 0 unless --strict makes it 3.',
    see: ['interval', 'growth', 'leak', 'exit-codes'],
  },
  growth: {
    title: 'growth with size',
    text: 'The fit a + b*x^k separates the fixed base from what grows: linear when the whole interval of k lies within 0.75 to 1.25, super-linear above 1, sub-linear below 1, constant only when no growth is shown and not merely not refuted. The log-log fit beside it is the rule in common use; on a server with a base it says sub-linear whatever the truth.',
    see: ['verdict', 'marginal-cost'],
  },
  'marginal-cost': {
    title: 'marginal cost',
    text: 'What one more entity costs: the slope of a straight line through all repeats, with its interval. The figure to plan with, inside the range that was measured.',
    see: ['growth'],
  },
  leak: {
    title: 'leaks',
    text: 'Growth of anonymous memory after warm-up that persists to the end of the window, whose interval lies above 2000 B/s, and which is not one jump or one slow step. A cache that is filling looks like a leak until it is full, so a short series is INDETERMINATE and says how long to run.',
    see: ['anonymous', 'verdict'],
  },
  residue: {
    title: 'what stays after growing and shrinking',
    text: 'churn --cycles grows the graph by as many entities as it has and shrinks it back, again and again, always by the same ones; each state is held and the server itself must count it. What a cycle leaves is the difference of memory after it and after the one before, judged from the third cycle on: the first two fill caches and the arenas of the allocator. LEAK when the whole interval lies above the limit (a hundredth of what growing took, at least a page), to the last cycle and without the largest one; PASS when it lies below.',
    see: ['leak', 'anonymous', 'interval'],
  },
  latency: {
    title: 'latency',
    text: 'From the moment a request was due, not from when it was sent: a server that stalls for a second is charged for every request that had to wait (coordinated omission). Failures and timeouts are in the tail with the time they took. New and kept connections are never averaged.',
    see: ['generator-bound'],
  },
  'generator-bound': {
    title: 'generator-bound',
    text: 'The sender itself was late by more than 5 % of the median, so the latencies say as much about this host as about the server. Send less, or from another host.',
    see: ['latency'],
  },
  'observer-cost': {
    title: 'observer cost',
    text: 'What watching took: CPU of the sampler, and how long the kernel held the map lock of the target while its pages were counted. It grows with resident memory; --memory-interval reads maps less often.',
    see: ['cores'],
  },
  'high-load': {
    title: 'high load',
    text: 'Something else used the host: load above the number of cores at the start, more than a fifth of the cores busy with others in a window, or more than 5 % of CPU time stolen by other guests. Such a run is not compared with a baseline.',
    see: ['exit-codes'],
  },
  'exit-codes': {
    title: 'exit codes',
    text: '0 measured (warnings included); 1 a gate fired: a leak, a regression, a budget; 2 refused or bad input: another host, nothing comparable, a wrong flag; 3 a cell could not be measured, or with --strict an undecided gate; 130 interrupted. --exit-zero only reports.',
    see: ['verdict'],
  },
};
