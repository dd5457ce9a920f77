import type { PollAnswer } from '../collector.ts';
import { readClustermeshStatus } from './clustermesh-status.ts';
import { recordExec } from './exec-record.ts';
import type { Memory, RemoteMemory, Seen } from './memory.ts';
import { METRICS_EVERY_MS, STATUS_FILE } from './place.ts';
import { podAsked } from './pod-metrics.ts';
import { METRICS, PROGRAMS, type Program } from './programs.ts';
import { type Remote, readScrape, type Scrape } from './scrape.ts';

/** A process that was not asked again for so long counts no more: a Service picks its pods by chance. */
const SAMPLE_MS = 180_000;
const MAX_PROCESSES = 32;
const MAX_FAILURES = 6;
const MAX_KNOWN = 1024;

/** Takes new answers into the memory. An answer that can't be used changes nothing that was known: it only grows old. */
export function recordAnswers(memory: Memory, answers: readonly PollAnswer[], now: number): Memory {
  let next = memory;
  for (const answer of answers) {
    const program = PROGRAMS.find((one) => one === answer.key);
    const pod = podAsked(answer.key);
    if (program) next = recordAnswer(next, program, answer);
    else if (pod) next = recordPod(next, pod.program, pod.where, answer);
    else if (answer.key === STATUS_FILE) next = recordStatus(next, answer);
    else next = { ...next, exec: recordExec(next.exec, answer) };
  }
  const seen = { ...next.seen };
  for (const program of PROGRAMS)
    seen[program] = new Map(
      [...seen[program]]
        // The last one stays and grows stale: that nobody answers any more is no reason to forget who was there.
        .filter(([, { at }], index, all) => now - at <= SAMPLE_MS || index === all.length - 1)
        .slice(-MAX_PROCESSES),
    );
  return { ...next, seen };
}

function recordAnswer(memory: Memory, program: Program, answer: PollAnswer): Memory {
  const { service, port } = METRICS[program];
  const { scrape, trouble } = readAnswer(program, `${service}:${port}`, answer);
  const troubles = { ...memory.troubles, [program]: trouble };
  const standby = program === 'kvstoremesh' && scrape ? scrape.leader === false : memory.standby;
  // A standby knows no remote cluster at all: no word of it, only that the leader has to be asked.
  if (!scrape || scrape.leader === false) return { ...memory, troubles, standby };
  return recordScrape({ ...memory, troubles, standby }, program, scrape.process, scrape, answer);
}

/** Of a pod it is known who speaks: a process that was started anew takes the place of the old one. */
function recordPod(memory: Memory, program: Program, where: string, answer: PollAnswer): Memory {
  const { scrape, trouble } = readAnswer(program, where, answer);
  const silent = new Map(memory.silent);
  silent.delete(answer.key);
  if (scrape && scrape.leader !== false) {
    const standby = memory.standby && program !== 'kvstoremesh';
    return recordScrape({ ...memory, silent, standby }, program, answer.key, scrape, answer);
  }
  const words = scrape ? `${where} is a standby of KVStoreMesh` : trouble;
  // An operator that does not lead has no series of Cluster Mesh.
  const standby = scrape !== null || (program === 'operator' && answer.result.ok && answer.result.status === 200);
  return { ...memory, silent: silent.set(answer.key, { words, standby }) };
}

function readAnswer(
  program: Program,
  where: string,
  { result }: PollAnswer,
): { scrape: Scrape | null; trouble: string } {
  if (!result.ok) return { scrape: null, trouble: `${where} could not be asked: ${result.reason}: ${result.message}` };
  if (result.status !== 200) return { scrape: null, trouble: `${where} answered HTTP ${result.status}` };
  const scrape = readScrape(program, result.body);
  return { scrape, trouble: scrape ? '' : `${where} answered without a series of Cluster Mesh` };
}

function recordScrape(
  memory: Memory,
  program: Program,
  key: string,
  scrape: Scrape,
  { at, everyMs = 0 }: PollAnswer,
): Memory {
  const seen = new Map(memory.seen[program]);
  const last = seen.get(key);
  const before = last?.scrape.process === scrape.process ? last : undefined;
  seen.delete(key);
  const freshForMs = 3 * Math.max(METRICS_EVERY_MS, everyMs);
  seen.set(key, { at, freshForMs, scrape, remotes: rememberRemotes(scrape, before, at) });
  const ready = [...scrape.remotes].flatMap(([name, remote]) => (remote.ready ? [name] : []));
  const known = [...new Set([...memory.known, ...ready])].slice(-MAX_KNOWN);
  return { ...memory, known, seen: { ...memory.seen, [program]: seen } };
}

function recordStatus(memory: Memory, { at, result }: PollAnswer): Memory {
  if (!result.ok) return { ...memory, cliTrouble: result.message };
  const status = readClustermeshStatus(result.body);
  if (!status) return { ...memory, cliTrouble: 'the status file holds no output of cilium clustermesh status -o json' };
  return { ...memory, cli: { at, status }, cliTrouble: '' };
}

function rememberRemotes(scrape: Scrape, before: Seen | undefined, at: number): Map<string, RemoteMemory> {
  return new Map(
    [...scrape.remotes].map(([name, remote]) => [name, rememberRemote(remote, before?.remotes.get(name), at)]),
  );
}

function rememberRemote(remote: Remote, before: RemoteMemory | undefined, at: number): RemoteMemory {
  const { ready, failures } = remote;
  const revocations = remote.revocations ?? 0;
  // At first sight of a lost one nobody can tell whether the count is of this loss: services that are gone will tell.
  if (!before)
    return { since: at, ready, everReady: ready, failures, failedAt: [], revocationsBefore: ready ? revocations : 0 };
  return {
    since: before.ready === ready ? before.since : at,
    ready,
    everReady: before.everReady || ready,
    failures,
    failedAt: failures > before.failures ? [...before.failedAt, at].slice(-MAX_FAILURES) : before.failedAt,
    revocationsBefore: ready ? revocations : before.revocationsBefore,
  };
}
