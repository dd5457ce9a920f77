/**
 * `npm test`: runs every part that this machine allows and names each one left out with reason and remedy. With
 * CAUSEWAY_TEST_STRICT=1 a part left out, and a skipped test, is a failure. Names of parts as arguments: only those.
 * The last line is `N passed, N failed`, with `, N skipped` where something was.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { PARTS, type Part } from './parts.ts';
import { formatTally, sum, type Tally } from './tally.ts';

/** A part that takes longer hangs, milliseconds. */
const MAX_PART_MS = 15 * 60_000;

const strict = process.env.CAUSEWAY_TEST_STRICT === '1';
const asked = process.argv.slice(2);
const unknown = asked.filter((id) => !PARTS.some((part) => part.id === id));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}; there are: ${PARTS.map((part) => part.id).join(', ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'causeway-suite-'));
const lines: string[] = [];
const tallies: Tally[] = [];
const chosen = PARTS.filter(({ id }) => asked.length === 0 || asked.includes(id));
while (chosen.length > 0) {
  const together = chosen.splice(0, chosen[0]?.besideNext ? 2 : 1);
  for (const { part, tally, line } of await Promise.all(together.map((part) => runPart(part, together.length > 1)))) {
    tallies.push(tally);
    lines.push(`${part.id.padEnd(9)} ${line}`);
  }
}
rmSync(folder, { recursive: true });

const total = sum(tallies);
console.log(`\n${lines.join('\n')}\n${formatTally(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Runs a part; what it prints beside another one is shown when it ends. */
async function runPart(part: Part, besides: boolean): Promise<{ part: Part; tally: Tally; line: string }> {
  console.log(`\n== ${part.title}${besides ? ', beside another part' : ''}`);
  const leftOut = part.needs();
  if (leftOut) {
    console.log(`left out: ${leftOut}`);
    const tally = strict ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
    return { part, tally, line: `${strict ? 'FAILED, ' : ''}left out: ${leftOut}` };
  }
  const startedAt = performance.now();
  const report = join(folder, `${part.id}.json`);
  const ended = await runNode(part.command(report), part.environment?.(report), besides);
  if (besides) console.log(`\n== ${part.title}: what it printed\n${ended.printed}`);
  const seen = part.tally(report, ended.exitCode);
  const tally = strict ? { ...seen, failed: seen.failed + seen.skipped, skipped: 0 } : seen;
  const took = `${Math.round((performance.now() - startedAt) / 1000)} s`;
  const skipped = strict && seen.skipped > 0 ? `; ${seen.skipped} skipped count as failed` : '';
  return { part, tally, line: `${formatTally(tally)} (${took})${skipped}` };
}

/**
 * Runs Node with arguments and with the project's own programs first on PATH. The exit code is null when it was killed; with
 * `keep` what it prints is kept instead of shown.
 */
async function runNode(
  args: string[],
  environment: Record<string, string> = {},
  keep = false,
): Promise<{ exitCode: number | null; printed: string }> {
  const path = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment, PATH: path };
  const output = keep ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, args, { stdio: ['inherit', output, output], env, timeout: MAX_PART_MS });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const [exitCode]: (number | null)[] = await once(child, 'close');
  return { exitCode: exitCode ?? null, printed };
}
