import { expect, it } from 'vitest';
import { saidOnce } from './said-once.ts';

const SERVER = 'https://127.0.0.1:6443';
const waited = (about: string, path: string) => ({
  about,
  text: `${SERVER}: GET ${path}: waited 10000 ms for an answer`,
});

it('says a trouble that concerns many questions once, and names some of them', () => {
  expect(
    saidOnce([
      waited('nodes', '/api/v1/nodes?limit=500'),
      waited('pods', '/api/v1/pods'),
      waited('services', '/api/v1/services'),
      waited('daemonsets', '/apis/apps/v1/daemonsets'),
    ]),
  ).toEqual([`${SERVER}: waited 10000 ms for an answer (nodes, pods, services and 1 more)`]);
});

it('says once also what begins with the name of its resource', () => {
  const malformed = (about: string) => ({ about, text: `${about}.submariner.io: an event of the watch is not JSON` });
  expect(saidOnce([malformed('endpoints'), malformed('clusters')])).toEqual([
    'an event of the watch is not JSON (endpoints, clusters)',
  ]);
  expect(saidOnce([malformed('endpoints')])).toEqual(['endpoints.submariner.io: an event of the watch is not JSON']);
});

it('keeps troubles apart that are not the same', () => {
  const refused = { about: 'nodes', text: `${SERVER}: connection refused (ECONNREFUSED)` };
  expect(saidOnce([refused, waited('pods', '/api/v1/pods')])).toEqual([
    `${SERVER}: connection refused (ECONNREFUSED) (nodes)`,
    `${SERVER}: GET /api/v1/pods: waited 10000 ms for an answer`,
  ]);
});
