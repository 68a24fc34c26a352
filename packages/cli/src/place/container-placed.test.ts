import type { Container, HostPidProof, Instance } from '@medkit-bench/targets';
import { expect, it } from 'vitest';
import { placedContainer } from './container-placed.js';
import { HostObserver } from './host-observer.js';
import { StreamObserver } from './stream-observer.js';

const container = { details: () => Promise.resolve({ image: 'x' }) } as unknown as Container;

it.each([
  [
    'this host sees and may read it',
    { proven: true, memoryReadable: true, missing: null },
    HostObserver,
    'host /proc',
  ],
  [
    'its memory may not be read',
    { proven: true, memoryReadable: false, missing: 'a right' },
    StreamObserver,
    'exec stream',
  ],
  [
    "the number is another namespace's",
    { proven: false, memoryReadable: true, missing: 'no proof' },
    StreamObserver,
    'exec stream',
  ],
  [
    'the engine is elsewhere',
    { proven: false, memoryReadable: false, missing: 'remote' },
    StreamObserver,
    'exec stream',
  ],
])('a container is read where it can be: %s', async (_, proof, observer, said) => {
  const placed = placedContainer(container, {} as Instance, { pid: 1, ...proof } as unknown as HostPidProof);
  expect(placed.observer).toBeInstanceOf(observer);
  expect(await placed.details()).toEqual({ image: 'x', observed: said, observed_why: proof.missing });
});
