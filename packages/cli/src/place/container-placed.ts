import type { OpenStream } from '@medkit-bench/proc-sampler';
import type { Container, DockerInstance, HostPidProof, Instance } from '@medkit-bench/targets';
import { localTarget } from '@medkit-bench/targets';
import { HostObserver } from './host-observer.js';
import type { Observer } from './observer.js';
import type { Placed } from './place.js';
import { StreamObserver } from './stream-observer.js';

/** This host: the instance's folder is mounted, and its processes are visible here where that is proven. */
const HERE = localTarget();

/** The ways to deal with a container that this host started. */
export function containerPlaced(instance: DockerInstance, proof: HostPidProof): Placed {
  return placedContainer(instance, instance, proof);
}

/**
 * A container's process is read on this host where it is visible and readable here; otherwise (a
 * remote engine, an engine beside the container we are in, no right to read) through one exec.
 */
export function placedContainer(container: Container, instance: Instance, proof: HostPidProof): Placed {
  return {
    instance,
    observer: observerOf(container, proof),
    exec: (argv, options) => container.exec(argv, options),
    stream: (argv) => container.stream(argv),
    tools: {
      inside: container,
      processes: proof.proven && proof.memoryReadable ? HERE : container,
      files: HERE,
    },
    condition: async () => {
      const { paused, oomKilled } = await container.state();
      if (paused) return 'its container is paused';
      return oomKilled ? "the kernel ended it: its container's memory limit was reached" : null;
    },
    details: async () => ({
      ...(await container.details()),
      observed: proof.proven && proof.memoryReadable ? 'host /proc' : 'exec stream',
      observed_why: proof.missing,
    }),
  };
}

function observerOf(container: Container, proof: HostPidProof): Observer {
  if (proof.proven && proof.memoryReadable) {
    return new HostObserver(proof.pid, async () =>
      (await container.hostProcesses()).map((found) => found.pid),
    );
  }
  const open: OpenStream = (argv) => container.stream(argv);
  return new StreamObserver({
    open,
    exec: (argv) => container.exec(argv),
    rootPid: 1,
    describe: async () => (await container.details()).process,
  });
}
