import type { Reading } from '#lib/model/reading.ts';
import type { StatementTable } from '#lib/model/statement-table.ts';

/** How long changes are gathered before they are read, milliseconds. */
const GATHER_MS = 100;
/** The same for answers of polls, which come many a second and each change little. */
const GATHER_ANSWERS_MS = 500;
/** And for what says that things go on as they were: answered heartbeats, and changes of objects that are no news. */
const GATHER_REPEATED_MS = 2000;
/** What goes on as it was is read this often in any case, milliseconds. */
const MOST_REPEATED_MS = 10_000;

/** How long what comes in waits for others before it is read, milliseconds. */
export interface Rhythm {
  newsMs: number;
  answersMs: number;
  repeatedMs: number;
  /** By how much longer than on a machine that keeps up: what repeats itself holds as much longer. */
  lateMs: number;
}

/**
 * The rhythm of a machine whose intervals are stretched so; 1: it keeps up. Whoever is busy gathers longer: a word that is read
 * in time is worth more than each of its repetitions.
 */
export function rhythmOf(stretch: number): Rhythm {
  const repeatedMs = Math.min(MOST_REPEATED_MS, GATHER_REPEATED_MS * stretch);
  return {
    newsMs: GATHER_MS * stretch,
    answersMs: GATHER_ANSWERS_MS * stretch,
    repeatedMs,
    lateMs: repeatedMs - GATHER_REPEATED_MS,
  };
}

/** The reading with words that hold until they are read again, although that is late. Parts tell their own rhythm. */
export function holdingLonger(reading: Reading, lateMs: number): Reading {
  if (lateMs === 0) return reading;
  const { statements, tables, services } = reading;
  return {
    ...reading,
    statements: statements.map((said) => ({ ...said, freshForMs: said.freshForMs + lateMs })),
    ...(tables ? { tables: tables.map((table) => tableHoldingLonger(table, lateMs)) } : {}),
    ...(services ? { services: { ...services, freshForMs: services.freshForMs + lateMs } } : {}),
  };
}

function tableHoldingLonger(table: StatementTable, lateMs: number): StatementTable {
  const { provenForMs, freshForMs } = table;
  return { ...table, provenForMs: provenForMs + lateMs, freshForMs: freshForMs + lateMs };
}
