import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes a script that imports `name` from a TypeScript source and then runs `code`; gives Node's arguments
 * for it. For tests that need our code in a process of its own: to kill it, or to give it another user.
 */
export function sourceProcess(dir: string, source: URL, name: string, code: string): string[] {
  const file = path.join(dir, `process-${randomBytes(6).toString('hex')}.mjs`);
  const options = {
    configFile: false,
    logLevel: 'silent',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    cacheDir: path.join(dir, 'vite-cache'),
  };
  writeFileSync(
    file,
    // What it prints is compared: no colours, even where the caller's surroundings force them.
    `delete process.env.FORCE_COLOR;
import { createServer } from ${JSON.stringify(import.meta.resolve('vite'))};
const server = await createServer(${JSON.stringify(options)});
const { ${name} } = await server.ssrLoadModule(${JSON.stringify(fileURLToPath(source))});
${code}
`,
    { mode: 0o644 },
  );
  return [file];
}
