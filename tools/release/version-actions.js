// How `nx release` reads and writes versions here: package.json, the lock file's entry for it, and the constant that
// proc-sampler keeps beside it. In place of @nx/js, which would add 44 MB for this.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import release from 'nx/release';

const { VersionActions } = release;

const KINDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
const CONSTANT = /PACKAGE_VERSION = '[^']*'/;

const readJson = (tree, file) => JSON.parse(tree.read(file, 'utf-8'));
const writeJson = (tree, file, value) => tree.write(file, `${JSON.stringify(value, null, 2)}\n`);

class PackageVersionActions extends VersionActions {
  validManifestFilenames = ['package.json'];

  get manifest() {
    return join(this.projectGraphNode.data.root, 'package.json');
  }

  async readCurrentVersionFromSourceManifest(tree) {
    return { currentVersion: readJson(tree, this.manifest).version, manifestPath: this.manifest };
  }

  async readCurrentVersionFromRegistry() {
    throw new Error('versions are read from package.json: set currentVersionResolver to disk');
  }

  async readCurrentVersionOfDependency(tree, projectGraph, dependency) {
    const { name } = readJson(tree, join(projectGraph.nodes[dependency].data.root, 'package.json'));
    const own = readJson(tree, this.manifest);
    const kind = KINDS.find((one) => own[one]?.[name] !== undefined);
    return { currentVersion: kind ? own[kind][name] : null, dependencyCollection: kind ?? null };
  }

  async updateProjectVersion(tree, newVersion) {
    this.change(tree, (manifest) => {
      manifest.version = newVersion;
    });
    const constant = join(this.projectGraphNode.data.root, 'src/version.ts');
    const source = tree.exists(constant) ? tree.read(constant, 'utf-8') : '';
    if (CONSTANT.test(source))
      tree.write(constant, source.replace(CONSTANT, `PACKAGE_VERSION = '${newVersion}'`));
    return [`New version ${newVersion} written to ${this.manifest}`];
  }

  async updateProjectDependencies(tree, projectGraph, dependenciesToUpdate) {
    const wanted = Object.entries(dependenciesToUpdate).map(([project, version]) => [
      readJson(tree, join(projectGraph.nodes[project].data.root, 'package.json')).name,
      version,
    ]);
    this.change(tree, (manifest) => {
      for (const [name, version] of wanted)
        for (const kind of KINDS) if (manifest[kind]?.[name] !== undefined) manifest[kind][name] = version;
    });
    return wanted.map(([name, version]) => `${name} ${version} in ${this.manifest}`);
  }

  /** The manifest, and the copy of it that the lock file holds. */
  change(tree, how) {
    const manifest = readJson(tree, this.manifest);
    how(manifest);
    writeJson(tree, this.manifest, manifest);
    if (!tree.exists('package-lock.json')) return;
    const lock = readJson(tree, 'package-lock.json');
    const entry = lock.packages[this.projectGraphNode.data.root];
    if (!entry)
      throw new Error(`package-lock.json does not know ${this.projectGraphNode.data.root}: npm install`);
    how(entry);
    writeJson(tree, 'package-lock.json', lock);
  }
}

// nx looks for the default export.
export { PackageVersionActions as default };

/** Files that nx stages beside those that it changed itself. */
export const afterAllProjectsVersioned = async (cwd) => ({
  changedFiles: ['package-lock.json'].filter((file) => existsSync(join(cwd, file))),
  deletedFiles: [],
});
