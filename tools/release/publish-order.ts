import type { WorkspacePackage } from '../pack/packed-packages.ts';

/** Packages after those that they depend on, so that nobody can install one whose parts are not there yet. */
export function publishOrder(packages: readonly WorkspacePackage[]): WorkspacePackage[] {
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  const done = new Set<string>();
  const order: WorkspacePackage[] = [];
  let left = [...packages];
  while (left.length > 0) {
    const ready = left.filter(({ manifest }) =>
      Object.keys(manifest.dependencies ?? {}).every((name) => !names.has(name) || done.has(name)),
    );
    if (ready.length === 0)
      throw new Error(
        `packages depend on each other in a circle: ${left.map(({ manifest }) => manifest.name).join(', ')}`,
      );
    for (const one of ready) done.add(one.manifest.name);
    order.push(...ready);
    left = left.filter((one) => !ready.includes(one));
  }
  return order;
}
