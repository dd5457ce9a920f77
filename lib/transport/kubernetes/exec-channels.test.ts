import { expect, it } from 'vitest';
import { ExecChannels } from './exec-channels.ts';

const message = (channel: number, text: string) => Buffer.concat([Buffer.of(channel), Buffer.from(text)]);

function outcome(status: unknown): ReturnType<ExecChannels['outcome']> {
  const channels = new ExecChannels(10_000);
  channels.take(message(1, 'out'));
  channels.take(message(3, typeof status === 'string' ? status : JSON.stringify(status)));
  return channels.outcome('exec in a/b');
}

it('reads exit codes from the cause, not from the words', () => {
  expect(outcome({ status: 'Success' })).toMatchObject({ stdout: 'out', exitCode: 0 });
  const details = { causes: [{ reason: 'ExitCode', message: '7' }] };
  expect(outcome({ status: 'Failure', reason: 'NonZeroExitCode', details, message: 'whatever' }).exitCode).toBe(7);
});

it('tells a command that can not run from a node that can not be reached', () => {
  const failure = (message: string) => ({ status: 'Failure', reason: 'InternalError', code: 500, message });
  expect(() => outcome(failure('OCI runtime exec failed: exec: "nosuch": executable file not found in $PATH'))).toThrow(
    expect.objectContaining({ reason: 'unsupported' }),
  );
  expect(() => outcome(failure('error sending request: Post https://x: connection refused'))).toThrow(
    expect.objectContaining({ reason: 'unreachable' }),
  );
  expect(() => outcome('{rubbish')).toThrow('can not be read');
});

it('splits by channel, ignores empty messages, stops at its limit', () => {
  const channels = new ExecChannels(5);
  expect(channels.take(Buffer.of(1))).toBe(true);
  expect(channels.take(Buffer.alloc(0))).toBe(true);
  expect(channels.finished).toBe(false);
  expect(channels.take(message(2, '12345'))).toBe(true);
  expect(channels.take(message(1, '6'))).toBe(false);
});
