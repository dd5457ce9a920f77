import { describe, expect, it } from 'vitest';
import { steadyNow } from './clock.ts';

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
