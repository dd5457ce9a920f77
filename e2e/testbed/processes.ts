import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A program that a test started; its output is in `log`. */
export interface TestProcess {
  readonly pid: number;
  readonly log: string;
  running(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal, waits for the end, and kills what doesn't end within 10 s. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const started = new Set<ChildProcess>();
// A test run that dies must leave nothing behind.
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a program with its output appended to `log`. */
export function startProcess(command: string, args: readonly string[], log: string): TestProcess {
  const output = openSync(log, 'a');
  const child = spawn(command, [...args], { stdio: ['ignore', output, output] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} can't be started; see ${log}`);
  started.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      started.delete(child);
      resolve();
    });
  });
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    log,
    running,
    signal: (signal) => void child.kill(signal),
    async stop(signal = 'SIGTERM') {
      if (!running()) return;
      child.kill('SIGCONT');
      child.kill(signal);
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(tooLong);
    },
  };
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Asks until the answer is neither false, null nor undefined, and returns it; throws after `limitMs` with `what`. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = 30_000,
): Promise<Exclude<T, false | null | undefined>> {
  const endAt = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined)
      return answer as Exclude<T, false | null | undefined>;
    if (Date.now() > endAt) throw new Error(`after ${limitMs} ms still not: ${what}`);
    await wait(20);
  }
}
