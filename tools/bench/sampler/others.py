"""CPU and wall time of other samplers: psutil in a loop, and of commands with all their children."""
import json
import resource
import subprocess
import sys
import time

what, args = sys.argv[1], sys.argv[2:]


def used(who):
    r = resource.getrusage(who)
    return r.ru_utime + r.ru_stime


if what == "psutil":
    import psutil

    process, times = psutil.Process(int(args[0])), int(args[1])
    each = []
    cpu = used(resource.RUSAGE_SELF)
    for _ in range(times):
        start = time.perf_counter()
        with process.oneshot():
            process.memory_full_info()
            process.cpu_times()
            process.num_threads()
            process.num_ctx_switches()
        each.append(time.perf_counter() - start)
    cpu = used(resource.RUSAGE_SELF) - cpu
    each.sort()
    print(json.dumps({"cpu_us": cpu / times * 1e6, "median_us": each[times // 2] * 1e6}))
else:
    times = int(args[0])
    cpu, start = used(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(args[1:], stdout=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - start
    cpu = used(resource.RUSAGE_CHILDREN) - cpu
    print(json.dumps({"cpu_us": cpu / times * 1e6, "wall_us": wall / times * 1e6}))
