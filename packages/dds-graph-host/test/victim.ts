import type { Engine } from '../src/core/engine.ts';
import { UserTraffic } from '../src/core/user-traffic.ts';
import { NodeServices } from '../src/ros/node-services.ts';
import { makeEngine, populate } from './engine-pair.ts';
import { mutate, seedDatagrams } from './mutation.ts';
import { VirtualNetwork } from './virtual-network.ts';

/** A host (or a recorder) of six nodes, alone in its network. */
export function victim(recorder: boolean, seed = 5): { network: VirtualNetwork; engine: Engine } {
  const network = new VirtualNetwork(seed);
  const engine = makeEngine(network, '10.0.0.1', recorder);
  const nodes = populate(engine, 6, 3);
  engine.userTraffic = new UserTraffic(
    engine,
    { readersOf: () => nodes.map((node) => ({ node, number: 0 })) },
    new NodeServices(),
  );
  engine.start();
  return { network, engine };
}

/** Gives a victim `count` mutated datagrams; time goes on by `stepMs` with every hundred. */
export function torment(
  { network, engine }: ReturnType<typeof victim>,
  count: number,
  seeds: readonly Buffer[] = seedDatagrams(),
  stepMs = 50,
): void {
  const random = (): number => network.random();
  for (let i = 0; i < count; i++) {
    const seed = seeds[Math.floor(random() * seeds.length)] ?? Buffer.alloc(0);
    engine.receive(mutate(seed, random), { address: '10.0.0.3', port: 7410 });
    if (i % 100 === 0) network.run(network.now() + stepMs);
  }
}

export { mutate, seedDatagrams };
