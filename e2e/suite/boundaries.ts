/**
 * Holds the import rules of `dependency-cruiser.config.js`. A tool that cannot read a file reports no violation in it, so
 * this also compares what was seen with what is there: every source file, and every package import (`#lib/...`) in it.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cruise, format, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const roots = ['app', 'components', 'lib', 'e2e', 'instrumentation.ts', 'proxy.ts'].filter((root) => existsSync(root));
const options = await extractOptions('./dependency-cruiser.config.js');
const cruised = await cruise(roots, options, undefined, { tsConfig: extractTsConfig('./tsconfig.json') });
if (typeof cruised.output === 'string') throw new Error('dependency-cruiser gave text instead of a result');
const report = await format(cruised.output, { outputType: 'err' });
console.log(String(report.output).trim());

const unseen = unseenImports(cruised.output);
for (const line of unseen) console.error(`  not seen by dependency-cruiser: ${line}`);
process.exitCode = report.exitCode > 0 || unseen.length > 0 ? 1 : 0;

/** Source files, and package imports in them, that are on disk and not in the result. */
function unseenImports(result: ICruiseResult): string[] {
  const seen = new Map(
    result.modules.map((module) => [
      module.source,
      new Set(module.dependencies.map((dependency) => dependency.module)),
    ]),
  );
  const files = globSync(roots.map((root) => (root.endsWith('.ts') ? root : `${root}/**/*.{ts,tsx}`)))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('/testdata/'));
  return files.flatMap((file) => {
    const imports = [...readFileSync(file, 'utf8').matchAll(/^(?:import|export|\} from) .*?'(#[^']+)'/gm)];
    const known = seen.get(file);
    if (!known) return [file];
    return imports.flatMap(([, specifier = '']) => (known.has(specifier) ? [] : [`${file} -> ${specifier}`]));
  });
}
