export function canSeeWire(): boolean;

export function exchangesOf(lines: readonly string[], port: number): number[];

export function watchWire(
  port: number,
  prefix: readonly string[],
): Promise<{ exchanges(): Promise<number[]> }>;

export function excessOf(longer: readonly number[], shorter: readonly number[]): number[];
