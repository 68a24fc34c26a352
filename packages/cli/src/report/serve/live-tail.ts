import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { LiveLine, LiveSample } from '../../engine/live-feed.js';
import { LIVE_FILE } from '../../engine/live-feed.js';
import { printable } from '../printable.js';

/** The cell that is being measured right now. */
export interface LiveCell {
  lane: string;
  index: number;
  cells: number;
  id: string;
  label: string;
  started_at: string;
  phase: string;
  left_s: number | null;
  /** Its process, by which a killed run is known. */
  pid: number;
  samples: LiveSample[];
}

/** A foreign file must not fill the memory: no line of ours is near this, and no feed has more samples. */
const MOST_LINE = 4096;
const MOST_SAMPLES = 100_000;
const CHUNK = 1 << 20;

/** Reads the live feed of a run as it grows; each read takes only what is new. */
export class LiveTail {
  readonly #file: string;
  #inode = -1;
  #offset = 0;
  #rest = '';
  #cell: LiveCell | null = null;

  constructor(runDir: string) {
    this.#file = path.join(runDir, LIVE_FILE);
  }

  /** The cell that is being measured, or null when the run says nothing of one. */
  read(): LiveCell | null {
    let handle: number;
    try {
      handle = openSync(this.#file, 'r');
    } catch {
      this.#forget(-1);
      return null;
    }
    try {
      const { ino, size } = fstatSync(handle);
      // Each cell begins the file anew.
      if (ino !== this.#inode || size < this.#offset) this.#forget(ino);
      this.#take(handle, size);
    } finally {
      closeSync(handle);
    }
    return this.#cell;
  }

  #take(handle: number, size: number): void {
    const buffer = Buffer.alloc(Math.min(CHUNK, size - this.#offset));
    while (this.#offset < size) {
      const read = readSync(handle, buffer, 0, buffer.length, this.#offset);
      if (read === 0) return;
      this.#offset += read;
      const lines = (this.#rest + buffer.toString('utf8', 0, read)).split('\n');
      this.#rest = (lines.pop() ?? '').slice(0, MOST_LINE);
      for (const line of lines) this.#line(line);
    }
  }

  #line(text: string): void {
    const line = parsed(text);
    if (line === null) return;
    if (line.kind === 'cell') {
      const { kind: _, ...cell } = line;
      this.#cell = { ...cell, phase: 'starting', left_s: null, samples: [] };
    } else if (this.#cell && line.kind === 'phase') {
      this.#cell.phase = printable(line.phase);
      this.#cell.left_s = line.left_s;
    } else if (this.#cell && line.kind === 'sample' && this.#cell.samples.length < MOST_SAMPLES) {
      const { kind: _, ...sample } = line;
      this.#cell.samples.push(sample);
    }
  }

  #forget(inode: number): void {
    this.#inode = inode;
    this.#offset = 0;
    this.#rest = '';
    this.#cell = null;
  }
}

function parsed(text: string): LiveLine | null {
  try {
    const value = JSON.parse(text) as LiveLine | null;
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
