import ts from 'typescript';

/** How many tokens in a row make a repetition: six to ten lines. */
export const LEAST_TOKENS = 50;

/** A run of tokens that stands in two places. */
export interface Repetition {
  first: { file: string; line: number };
  second: { file: string; line: number };
  tokens: number;
}

interface TokenFile {
  file: string;
  tokens: string[];
  lines: number[];
}

/** The tokens of a TypeScript source without comments, blanks and imports. */
function tokenize(file: string, text: string): TokenFile {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const imports = source.statements.filter((one) => ts.isImportDeclaration(one));
  const from = imports.at(-1)?.end ?? 0;
  const scanner = ts.createScanner(
    ts.ScriptTarget.Latest,
    true,
    ts.LanguageVariant.Standard,
    text.slice(from),
  );
  const tokens: string[] = [];
  const lines: number[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) {
    tokens.push(scanner.getTokenText());
    lines.push(source.getLineAndCharacterOfPosition(from + scanner.getTokenStart()).line + 1);
  }
  return { file, tokens, lines };
}

/** Every place where at least {@link LEAST_TOKENS} tokens stand again, longest first. Names count: it finds copies, not likenesses. */
export function findRepetitions(sources: ReadonlyMap<string, string>): Repetition[] {
  const files = [...sources].map(([file, text]) => tokenize(file, text));
  const seen = new Map<string, { file: TokenFile; at: number }>();
  const found: Repetition[] = [];
  for (const file of files) {
    let at = 0;
    while (at + LEAST_TOKENS <= file.tokens.length) {
      const key = file.tokens.slice(at, at + LEAST_TOKENS).join(' ');
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, { file, at });
        at += 1;
        continue;
      }
      const tokens = commonLength(before, { file, at });
      found.push({ first: place(before.file, before.at), second: place(file, at), tokens });
      at += tokens;
    }
  }
  return found.sort((a, b) => b.tokens - a.tokens);
}

function commonLength(a: { file: TokenFile; at: number }, b: { file: TokenFile; at: number }): number {
  let length = LEAST_TOKENS;
  // Within one file a run must not reach into its own repetition.
  const most = a.file === b.file ? b.at - a.at : Infinity;
  while (length < most) {
    const token = a.file.tokens[a.at + length];
    if (token === undefined || token !== b.file.tokens[b.at + length]) break;
    length += 1;
  }
  return length;
}

function place({ file, lines }: TokenFile, at: number): Repetition['first'] {
  return { file, line: lines[at] ?? 0 };
}
