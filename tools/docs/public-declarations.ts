import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A public name of a package: its declaration without what it does, and what its comment says. */
export interface PublicDeclaration {
  name: string;
  /** Type declarations stand after functions, classes and constants. */
  isType: boolean;
  /** TypeScript, as an editor shows it. */
  signature: string;
  /** Markdown. */
  comment: string;
}

const OPTIONS: ts.TranspileOptions = {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
};

/** Reads what an `index.ts` exports by name, each in the file where it is declared; needs no build and checks no types. */
export function publicDeclarations(index: string): PublicDeclaration[] {
  const files = new Map<string, ts.SourceFile>();
  const declarationsOf = (file: string): ts.SourceFile => {
    const known = files.get(file);
    if (known) return known;
    const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
      ...OPTIONS,
      fileName: file,
    });
    const parsed = ts.createSourceFile(file, outputText, ts.ScriptTarget.Latest, true);
    files.set(file, parsed);
    return parsed;
  };
  /** Every statement that declares a name (a function may have several), through re-exports. */
  const find = (file: string, name: string): ts.Statement[] =>
    declarationsOf(file).statements.flatMap((statement) => {
      if (declares(statement, name)) return [statement];
      const [from, original] = reExport(statement, name) ?? [];
      return from && original ? find(path.resolve(path.dirname(file), from), original) : [];
    });
  const names = declarationsOf(index).statements.flatMap(exportedNames);
  return names.map((name) => described(name, find(index, name)));
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some((one) => one.name.getText() === name);
  return 'name' in statement && (statement.name as ts.Identifier | undefined)?.text === name;
}

function specifiers(statement: ts.Statement): readonly ts.ExportSpecifier[] {
  if (!ts.isExportDeclaration(statement)) return [];
  const { exportClause } = statement;
  return exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
}

const exportedNames = (statement: ts.Statement): string[] =>
  specifiers(statement).map((one) => one.name.text);

/** The source that a statement takes a name from, and what it is called there. */
function reExport(statement: ts.Statement, name: string): [file: string, original: string] | null {
  const found = specifiers(statement).find((one) => one.name.text === name);
  if (!found || !ts.isExportDeclaration(statement)) return null;
  const from = statement.moduleSpecifier;
  if (!from || !ts.isStringLiteral(from)) return null;
  return [from.text.replace(/\.js$/, '.ts'), (found.propertyName ?? found.name).text];
}

function described(name: string, statements: readonly ts.Statement[]): PublicDeclaration {
  const [first] = statements;
  if (!first) throw new Error(`${name} is exported, but its declaration was not found`);
  return {
    name,
    isType: ts.isInterfaceDeclaration(first) || ts.isTypeAliasDeclaration(first),
    signature: statements.map((one) => one.getText().replace(/^export (declare )?/, '')).join('\n'),
    comment: statements.map(commentOf).find((text) => text !== '') ?? '',
  };
}

function commentOf(statement: ts.Statement): string {
  const doc = ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc);
  if (!doc) return '';
  const tags = (doc.tags ?? []).map((tag) => {
    const of = ts.isJSDocParameterTag(tag) ? ` \`${tag.name.getText()}\`` : '';
    return `- ${tag.tagName.text}${of}: ${plain(tag.comment)}`;
  });
  return [plain(doc.comment), tags.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** Links to other names become their names. */
function plain(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  const text = ts.getTextOfJSDocComment(comment) ?? '';
  return text.replace(/\{@link ([^}\s|]+)[^}]*\}/g, '`$1`').trim();
}
