import { mkdir, writeFile } from 'node:fs/promises';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { optionManifests, readerManifest } from '../rbac.ts';

/** `npm run rbac`: writes the manifest of what Causeway may read. */
await mkdir('deploy/rbac', { recursive: true });
await writeFile('deploy/rbac/causeway-reader.yaml', readerManifest(COLLECTORS));
for (const { file, text } of optionManifests(COLLECTORS)) await writeFile(`deploy/rbac/${file}`, text);
