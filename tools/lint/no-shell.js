// A command is a program and its arguments, never text that a shell takes apart: `exec`, `shell: true` and scripts
// put together from values are refused. A constant script that gets its values as arguments is fine.
const MODULES = new Set(['child_process', 'node:child_process']);
const SHELL_CALLS = new Set(['exec', 'execSync']);
const SHELLS = /^(?:.*\/)?(?:sh|bash|dash|zsh|ksh|ash)$/;
const SCRIPT_FLAG = /^-[a-z]*c$/;

const messages = {
  exec: "'{{name}}' hands a line to a shell: use spawn or execFile with an argument list.",
  whole: 'Import spawn or execFile by name: the whole module brings exec along.',
  shell: 'No shell between us and the program: leave the option out, and give arguments as a list.',
  script:
    'A script put together from values can be made to say something else: keep it constant, give values as arguments.',
};

const textOf = (node) => (node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null);

/** Whether a value is the same text whatever happens: a literal, or a name that stands for one. */
function isConstant(node, scopeOf, depth = 0) {
  if (node === undefined || node === null || depth > 5) return false;
  const inner = (one) => isConstant(one, scopeOf, depth + 1);
  switch (node.type) {
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every(inner);
    case 'BinaryExpression':
      return node.operator === '+' && inner(node.left) && inner(node.right);
    case 'ConditionalExpression':
      return inner(node.consequent) && inner(node.alternate);
    case 'Identifier':
      return isConstantName(node, scopeOf, inner);
    default:
      return false;
  }
}

function isConstantName(node, scopeOf, inner) {
  for (let scope = scopeOf(node); scope !== null; scope = scope.upper) {
    const definition = scope.set.get(node.name)?.defs[0];
    if (definition === undefined) continue;
    // What another module exports in capitals is a constant there, where this rule looks at it too.
    if (definition.type === 'ImportBinding') return /^[A-Z][A-Z0-9_]*$/.test(node.name);
    return (
      definition.type === 'Variable' && definition.parent.kind === 'const' && inner(definition.node.init)
    );
  }
  return false;
}

/** The program that an argument list is for, where the call says so. */
function programOf(array) {
  const { parent } = array;
  return parent.type === 'CallExpression' && parent.arguments[1] === array
    ? textOf(parent.arguments[0])
    : null;
}

const PUT_TOGETHER = new Set(['TemplateLiteral', 'BinaryExpression', 'CallExpression']);

/** The script of `['sh', '-c', script]` or of the list in `spawn('sh', ['-c', script])`, where there is one. */
function scriptOf(array) {
  const flag = array.elements.findIndex((one) => SCRIPT_FLAG.test(textOf(one) ?? ''));
  const script = flag < 0 ? undefined : array.elements[flag + 1];
  if (!script) return null;
  const program = flag === 0 ? programOf(array) : textOf(array.elements[flag - 1]);
  // Whose `-c` it is cannot be seen: what is put together on the spot looks like a script all the same.
  if (flag === 0 && program === null) return PUT_TOGETHER.has(script.type) ? script : null;
  return SHELLS.test(program ?? '') ? script : null;
}

const rule = {
  meta: { type: 'problem', schema: [], messages },
  create(context) {
    const scopeOf = (node) => context.sourceCode.getScope(node);
    // A test hands its own scripts around; what it puts together on the spot is looked at all the same.
    const inTest = /\.test\.[jt]s$/.test(context.filename);
    const report = (node, messageId, data) => context.report({ node, messageId, data });
    return {
      ImportDeclaration(node) {
        if (!MODULES.has(node.source.value)) return;
        for (const one of node.specifiers) {
          if (one.type !== 'ImportSpecifier') report(one, 'whole');
          else if (SHELL_CALLS.has(one.imported.name)) report(one, 'exec', { name: one.imported.name });
        }
      },
      ImportExpression(node) {
        if (MODULES.has(textOf(node.source))) report(node, 'whole');
      },
      CallExpression(node) {
        if (node.callee.name === 'require' && MODULES.has(textOf(node.arguments[0]))) report(node, 'whole');
      },
      Property(node) {
        const key = node.key.name ?? node.key.value;
        const off = node.value.type === 'Literal' && node.value.value === false;
        const spawned =
          node.parent.parent?.type === 'CallExpression' &&
          /^(spawn|execFile|fork)/.test(node.parent.parent.callee.name ?? '');
        const on = node.value.type === 'Literal' && node.value.value === true;
        if (key === 'shell' && !off && (spawned || on)) report(node, 'shell');
      },
      ArrayExpression(node) {
        const script = scriptOf(node);
        if (inTest && script?.type === 'Identifier') return;
        if (script && !isConstant(script, scopeOf)) report(script, 'script');
      },
    };
  },
};

/** ESLint configuration objects that enforce the rule. */
export const shellRules = [
  { plugins: { medkit: { rules: { 'no-shell': rule } } }, rules: { 'medkit/no-shell': 'error' } },
];
