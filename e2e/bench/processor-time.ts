import { readFileSync } from 'node:fs';

/** Clock ticks a second in `/proc`: 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time of a process so far, milliseconds: user and system; 0 once it is gone. Linux only. */
export function processorTimeMs(pid: number): number {
  try {
    const [, , ...fields] = afterName(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0;
    throw error;
  }
}

/** Fields of `stat`, the name (which may hold spaces and brackets) among them as one. See proc_pid_stat(5). */
function afterName(stat: string): string[] {
  const end = stat.lastIndexOf(')');
  return [stat.slice(0, stat.indexOf(' ')), stat.slice(stat.indexOf('('), end + 1), ...stat.slice(end + 2).split(' ')];
}
