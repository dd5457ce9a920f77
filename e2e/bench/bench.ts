import { parseArgs } from 'node:util';
import { type Bench, formatFigure } from './figure.ts';

/** Every bench by name, loaded when asked for. */
const BENCHES: Record<string, () => Promise<Bench>> = {
  fleet: async () => (await import('./fleet.ts')).benchFleet,
  history: async () => (await import('./history.ts')).benchHistory,
  scale: async () => (await import('./scale.ts')).benchScale,
};

const { values, positionals } = parseArgs({
  options: { small: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`No bench ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
for (const name of names) {
  const bench = await BENCHES[name]?.();
  await bench?.({
    small: values.small,
    report: (figure) => console.log(formatFigure(figure)),
    note: (text) => console.log(`# ${text}`),
  });
}
