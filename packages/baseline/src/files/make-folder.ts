import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder with its parents. The recursive form of Node 20 never returns below `/proc`, where making a folder
 * answers "no such file" whatever its parent is: each parent is made once here, and what fails is thrown.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(folder); !(await exists(at)); at = dirname(at)) missing.push(at);
  for (const one of missing.reverse()) {
    try {
      await mkdir(one);
    } catch (error) {
      // Another writer may have made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // Whatever else is wrong with it, making it will say so.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
