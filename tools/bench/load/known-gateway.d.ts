export function parseLog(text: string): { beganMs: number; rows: Record<string, number>[] };
