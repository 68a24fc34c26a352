export function isAllowed(expression: string): boolean;
export function licenceProblems(lock: object): string[];
export function lockProblems(lock: object, manifests: readonly object[]): string[];
export function auditProblems(json: string): string[] | null;
