import 'server-only';
import pino from 'pino';

/** The log of the server: one JSON object a line on standard output; level by `LOG_LEVEL`. Messages are made safe where they arise. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
});
