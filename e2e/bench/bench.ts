import { parseArgs } from 'node:util';
import { type Bench, formatFigure } from './figure.ts';

/** Every bench by name, loaded when asked for. */
const BENCHES: Record<string, () => Promise<Bench>> = {
  fleet: async () => (await import('./fleet.ts')).benchFleet,
  history: async () => (await import('./history.ts')).benchHistory,
  scale: async () => (await import('./scale.ts')).benchScale,
};

const USAGE = `npm run bench [-- [--small] [name ...]]
  name     one of ${Object.keys(BENCHES).join(', ')}; without a name all of them run
  --small  a short run, as the continuous integration makes it
Each number is a line: its id, the figure with unit, baseline and ratio where there is one, the goal, and "ok" or "short".`;

/** What the command line asks for; ends with the usage where it can't be read. */
function asked(): { names: string[]; small: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { small: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name));
    if (unknown.length > 0) throw new TypeError(`There is no bench ${unknown.join(', ')}.`);
    return { names: positionals.length > 0 ? positionals : Object.keys(BENCHES), small: values.small };
  } catch (error) {
    // `parseArgs` throws a TypeError that says which option is wrong.
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { names, small } = asked();
for (const name of names) {
  const bench = await BENCHES[name]?.();
  await bench?.({
    small,
    report: (figure) => console.log(formatFigure(figure)),
    note: (text) => console.log(`# ${text}`),
  });
}
