// What is wrong with what we depend on, read off the lock file: licences, checksums, scripts that run at install.

/** Licences that may be in a package others install. Weak copyleft (MPL) stays in its own files. */
const ALLOWED = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0', 'Python-2.0', 'Zlib', 'MPL-2.0'],
]);

/** Packages whose licence their manifest does not name in the usual way, and where it was read. */
const READ_BY_HAND = new Map([
  ['ssh2', 'MIT, in its older field "licenses"'],
  ['cpu-features', 'MIT, in its older field "licenses"'],
  ['buildcheck', 'MIT, in its older field "licenses"'],
  ['dejavu-fonts-ttf', 'Bitstream Vera and public domain, in its LICENSE: may be embedded and passed on'],
]);

const nameOf = (key) => key.replace(/^.*node_modules\//, '');

/** Entries of others; our own packages are links. */
function foreign(lock) {
  return Object.entries(lock.packages).filter(([key, entry]) => key.includes('node_modules/') && !entry.link);
}

/** Whether a licence expression can be met: one side of an OR, all sides of an AND. */
export function isAllowed(expression) {
  const text = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(text)) return false;
  if (text.includes(' OR ')) return text.split(' OR ').some(isAllowed);
  return text.split(' AND ').every((one) => ALLOWED.has(one.trim()));
}

/** Packages whose licence is unknown, or is none of those we take. */
export function licenceProblems(lock) {
  return foreign(lock)
    .filter(([key, { license }]) => !READ_BY_HAND.has(nameOf(key)) && !(license && isAllowed(license)))
    .map(([key, { license, version }]) => `${nameOf(key)}@${version}: licence ${license ?? 'not named'}`);
}

/** What a lock file must hold so that what is installed is what was reviewed. */
export function lockProblems(lock, manifests) {
  const problems = [];
  const allowed = manifests[0]?.allowScripts ?? {};
  for (const [key, entry] of foreign(lock)) {
    const name = nameOf(key);
    if (entry.inBundle) continue;
    if (!/^sha512-/.test(entry.integrity ?? ''))
      problems.push(`${name}@${entry.version}: no SHA-512 checksum`);
    if (entry.hasInstallScript && allowed[name] !== false && allowed[name] !== true)
      problems.push(`${name}@${entry.version}: runs a script at install; say in allowScripts whether it may`);
  }
  for (const manifest of manifests) {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      if (name.startsWith('@medkit-bench/')) continue;
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))
        problems.push(`${manifest.name}: ${name} is '${range}', not one exact version`);
    }
  }
  return problems;
}

/** The findings of `npm audit --json` at or above moderate; null when it could not ask. */
export function auditProblems(json) {
  let report;
  try {
    report = JSON.parse(json);
  } catch {
    return null;
  }
  if (report.vulnerabilities === undefined) return null;
  return Object.values(report.vulnerabilities)
    .filter(({ severity }) => ['moderate', 'high', 'critical'].includes(severity))
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
}
