// Real DDS peers and a graph host in a network namespace of their own: the lab of the package's own tests, for scripts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const TEST = resolve(import.meta.dirname, '../../packages/dds-graph-host/test');

/** Bundles one TypeScript file of the package and imports it; `import.meta.dirname` stays what it was. */
export async function importSource(file) {
  const folder = mkdtempSync(join(tmpdir(), 'dds-lab-'));
  const outfile = join(folder, 'module.mjs');
  try {
    await build({
      entryPoints: [resolve(TEST, file)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      define: { 'import.meta.dirname': JSON.stringify(resolve(TEST, file, '..')) },
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs `body` with a lab that is gone afterwards, also after Ctrl-C (exit code 130).
 * @param holdS the network namespace is gone after so many seconds at the latest
 */
export async function withLab(holdS, body) {
  const { Lab } = await importSource('lab.ts');
  const lab = await Lab.create(holdS);
  const interrupted = () => void lab.dispose().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    if (!lab.isolated) console.error('no network namespace could be made: other DDS programs may be heard');
    return await body(lab);
  } finally {
    await lab.dispose();
  }
}

/** What a peer's line must say: a full node announces 12 writers and 9 readers, each participant one writer more. */
export function seesExactly(nodes, participants, { writers = 12, readers = 9 } = {}) {
  return (line) =>
    line.participants === participants &&
    line.nodes === nodes &&
    line.writers === writers * nodes + participants &&
    line.readers === readers * nodes;
}

/** Starts a peer and waits until it listens. */
export async function readyPeer(lab, kind, network = 'multicast') {
  const peer = lab.peer(kind, [], network);
  await peer.until((line) => line.ready === true);
  return peer;
}
