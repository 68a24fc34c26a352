#!/usr/bin/env node
// Writes the committed lists of public names (public-names/*.txt) again: run it when a change of a package's public
// surface is meant, and the diff shows reviewers what changed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'vite';

const server = await createServer({ server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' });
try {
  const { publicNames } = await server.ssrLoadModule(path.resolve(import.meta.dirname, 'public-names.ts'));
  const { workspacePackages } = await server.ssrLoadModule(
    path.resolve(import.meta.dirname, 'packed-packages.ts'),
  );
  const folder = path.join(import.meta.dirname, 'public-names');
  mkdirSync(folder, { recursive: true });
  for (const { dir } of workspacePackages()) {
    writeFileSync(path.join(folder, `${path.basename(dir)}.txt`), `${publicNames(dir).join('\n')}\n`);
  }
} finally {
  await server.close();
}
