import type { SshTarget } from '@medkit-bench/targets';
import { badInput } from '../errors.js';

/** Opens the forwards that a profile asks for, for the ports an instance has here. */
export async function forwardPorts(
  target: Pick<SshTarget, 'forward'>,
  forward: Readonly<Record<string, number>>,
  ports: ReadonlyMap<string, number>,
): Promise<() => Promise<void>> {
  const open = await Promise.all(
    Object.entries(forward).map(([name, there]) => {
      const here = ports.get(name);
      if (here === undefined)
        throw badInput(
          `start.forward names the port '${name}', which the profile does not have`,
          `ports: [${name}], or a name that stands there`,
        );
      return target.forward({ here, there });
    }),
  );
  return async () => {
    await Promise.all(open.map((one) => one.close()));
  };
}

/** Host name under which the target's ports are reached: this one where they are forwarded. */
export function hostOf(address: string, forward: Readonly<Record<string, number>>): string {
  return Object.keys(forward).length > 0 ? '127.0.0.1' : address;
}
