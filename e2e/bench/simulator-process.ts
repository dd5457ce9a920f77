import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processorTimeMs } from './processor-time.ts';
import type { Answer, Order, Ready } from './simulator-host.ts';

/** A simulated fleet in a process of its own. */
export class SimulatorProcess {
  readonly #child: ChildProcess;
  readonly ready: Ready;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
    child.on('message', (answer: Answer) => this.#waiting.shift()?.(answer));
  }

  /** Starts a fleet in which nothing is wrong. Rejects when it ends before it is ready. */
  static async start(clusters: number): Promise<SimulatorProcess> {
    const child = fork(fileURLToPath(new URL('./simulator-host.ts', import.meta.url)), ['--clusters', `${clusters}`], {
      execArgv: ['--conditions=react-server'],
    });
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('message', (message: Ready) => resolve(message));
      child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    });
    return new SimulatorProcess(child, ready);
  }

  /** Processor time used so far, milliseconds. */
  get processorMs(): number {
    return processorTimeMs(this.#child.pid ?? 0);
  }

  ask(order: Order): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.send(order);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await ended;
  }
}
