import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { steadyNow, systemClock } from './clock.ts';

describe('our time', () => {
  const start = () => {
    const machine = { wall: 1_000_000, steady: 5 };
    const now = steadyNow(
      () => machine.wall,
      () => machine.steady,
    );
    const pass = (ms: number) => {
      machine.wall += ms;
      machine.steady += ms;
    };
    return { machine, now, pass };
  };

  it('is the time of the machine', () => {
    const { now, pass } = start();
    pass(1234);
    expect(now()).toBe(1_001_234);
  });
  it('follows at once when that is set forward', () => {
    const { machine, now } = start();
    machine.wall += 3_600_000;
    expect(now()).toBe(4_600_000);
  });
  it('never goes back, and runs a tenth slower until the machine has caught up', () => {
    const { machine, now, pass } = start();
    machine.wall -= 60_000;
    expect(now()).toBe(1_000_000);
    pass(100_000);
    expect(now()).toBe(1_090_000);
    pass(600_000);
    expect(now()).toBe(machine.wall);
  });
});

describe('the real clock', () => {
  it('lets files and sockets have their turn while there is always something due', async () => {
    let rounds = 0;
    let readAfter = Number.POSITIVE_INFINITY;
    const read = readFile(new URL(import.meta.url)).then(() => {
      readAfter = rounds;
    });
    await new Promise<void>((resolve) => {
      const work = () => {
        for (const until = performance.now() + 4; performance.now() < until; );
        rounds += 1;
        if (rounds === 100) resolve();
        else if (rounds < 100) systemClock.after(4, work);
      };
      for (let chain = 0; chain < 2; chain++) systemClock.after(0, work);
    });
    await read;
    expect(readAfter).toBeLessThan(50);
  });

  it('takes back what is due and has not run yet', async () => {
    let ran = false;
    const cancel = systemClock.after(0, () => {
      ran = true;
    });
    await new Promise<void>((resolve) => void systemClock.after(0, resolve));
    expect(ran).toBe(true);
    cancel();
    ran = false;
    const cancelLate = systemClock.after(1, () => {
      ran = true;
    });
    await new Promise<void>((resolve) => void setTimeout(resolve, 1));
    cancelLate();
    await new Promise<void>((resolve) => void systemClock.after(2, resolve));
    expect(ran).toBe(false);
  });
});
