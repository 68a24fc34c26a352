import path from 'node:path';
import type { ExportFormat } from '@medkit-bench/reporters';
import { EXPORT_FORMATS, renderExport } from '@medkit-bench/reporters';
import type { Summary } from '../engine/run-lane.js';
import { writeAtomic } from '../engine/store.js';
import { badInput } from '../errors.js';

/** One `--export`: a format and the file it goes to; `-` is standard output. */
export interface Export {
  format: ExportFormat;
  file: string;
}

/**
 * Reads `--export FORMAT=FILE`, before anything is measured.
 * @throws BenchError (exit 2) for an unknown format, a missing file, or two that want standard output
 */
export function parseExports(texts: unknown, json: boolean): Export[] {
  const exports = ((texts ?? []) as string[]).map(parseExport);
  const printed = exports.filter(({ file }) => file === '-').length + (json ? 1 : 0);
  if (printed > 1)
    throw badInput(
      '--export: two results would be mixed on standard output',
      'give one of them a file, or leave --json out',
    );
  return exports;
}

function parseExport(text: string): Export {
  const [, format = '', file = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? ['', text, ''];
  const known = EXPORT_FORMATS.find((one) => one === format);
  if (known === undefined)
    throw badInput(`--export: there is no format '${format}'`, `one of ${EXPORT_FORMATS.join(', ')}`);
  if (file === '')
    throw badInput(
      `--export: '${text}' names no file`,
      `--export ${format}=FILE, or ${format}=- for standard output`,
    );
  return { format: known, file };
}

/** Whether standard output belongs to an export, so that nothing else may be printed there. */
export function ownsStdout(exports: readonly Export[]): boolean {
  return exports.some(({ file }) => file === '-');
}

/** Writes a run in every format that was asked for. */
export function writeExports(
  exports: readonly Export[],
  summaries: readonly Summary[],
  runDir: string,
  stdout: NodeJS.WritableStream,
): void {
  const info = { run: path.basename(runDir), generated_at: new Date().toISOString() };
  for (const { format, file } of exports) {
    const text = renderExport(format, summaries as never, info);
    if (file === '-') stdout.write(text);
    else writeAtomic(path.resolve(file), text);
  }
}
