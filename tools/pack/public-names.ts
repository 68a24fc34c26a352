import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * What a package makes public: `value name` and `type name`, sorted, read from the explicit list of its index.
 * A star export would hide names from review, so it is an error.
 */
export function publicNames(packageDir: string): string[] {
  const file = path.join(packageDir, 'src/index.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const { exportClause } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause))
      throw new Error(`${file}: a star export hides what is public; name each export`);
    for (const element of exportClause.elements) {
      const kind = statement.isTypeOnly || element.isTypeOnly ? 'type' : 'value';
      names.push(`${kind} ${element.name.text}`);
    }
  }
  return names.sort();
}
