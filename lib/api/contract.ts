import { z } from 'zod';
import { ClusterDetail } from './cluster.ts';
import { Findings, FindingsQuery } from './findings.ts';
import { Fleet, FleetMatrix, FleetQuery } from './fleet.ts';
import { LinkDetail } from './link.ts';
import { ClusterSeriesQuery, LinkSeriesQuery, Series, Transitions, TransitionsQuery } from './series.ts';
import { ServiceDetail, Services, ServicesQuery } from './services.ts';
import { Session, SignIn } from './session.ts';
import { Sources } from './sources.ts';
import { StreamQuery } from './stream.ts';

/** One endpoint of the public contract; `app/<path>/route.ts` serves it. */
export interface Endpoint {
  /** With `{id}` for parameters. */
  path: string;
  summary: string;
  /** Its parameters; another one is refused. */
  query: z.ZodObject | null;
  /** The schema of the JSON answer, or the media type of another kind of answer. */
  answer: z.ZodType | 'text/event-stream' | 'text/plain' | 'application/json';
  /** What can be changed here, by method: in short, the fields of the form if there is one, and the status of the answer. */
  changes?: Readonly<Record<string, Change>>;
}

/** One change; it needs a token of the role `act` where tokens are needed, but for signing in and out. */
export interface Change {
  summary: string;
  form: z.ZodObject | null;
  status: number;
}

/** Every endpoint. Additions are free, changes are not. */
export const CONTRACT: readonly Endpoint[] = [
  {
    path: '/api/v1/fleet',
    summary: 'All sites, clusters and links with both directions',
    query: FleetQuery,
    answer: z.union([Fleet, FleetMatrix]),
  },
  {
    path: '/api/v1/clusters/{id}',
    summary: 'One cluster: what it says, its links, sources and findings',
    query: null,
    answer: ClusterDetail,
  },
  {
    path: '/api/v1/clusters/{id}/series',
    summary: 'One metric of a cluster over time',
    query: ClusterSeriesQuery,
    answer: Series,
  },
  {
    path: '/api/v1/clusters/{id}/transitions',
    summary: 'Exact status changes of a cluster',
    query: TransitionsQuery,
    answer: Transitions,
  },
  {
    path: '/api/v1/links/{id}',
    summary: 'One link: layers, witnesses, tunnels, probes and findings',
    query: null,
    answer: LinkDetail,
  },
  {
    path: '/api/v1/links/{id}/series',
    summary: 'One metric of a direction over time',
    query: LinkSeriesQuery,
    answer: Series,
  },
  {
    path: '/api/v1/links/{id}/transitions',
    summary: 'Exact status changes of a link, its directions and layers',
    query: TransitionsQuery,
    answer: Transitions,
  },
  {
    path: '/api/v1/services',
    summary: 'Multi-cluster services, worst first',
    query: ServicesQuery,
    answer: Services,
  },
  {
    path: '/api/v1/services/{namespace}/{name}',
    summary: 'One service: which clusters reach it, which step fails first, and why',
    query: null,
    answer: ServiceDetail,
  },
  { path: '/api/v1/findings', summary: 'What the rules concluded', query: FindingsQuery, answer: Findings },
  {
    path: '/api/v1/sources',
    summary: 'Who is listened to, how long ago, and what is missing',
    query: null,
    answer: Sources,
  },
  {
    path: '/api/v1/session',
    summary: 'Who asks, and with which role',
    query: null,
    answer: Session,
    changes: {
      POST: { summary: 'Signs a browser in by a cookie and leads on', form: SignIn, status: 303 },
      DELETE: { summary: 'Signs a browser out', form: null, status: 204 },
    },
  },
  {
    path: '/api/v1/stream',
    summary: 'Live changes as server-sent events',
    query: StreamQuery,
    answer: 'text/event-stream',
  },
  { path: '/api/v1/openapi.json', summary: 'This description', query: null, answer: 'application/json' },
  {
    path: '/metrics',
    summary: 'Prometheus exposition of every verdict and of Causeway itself',
    query: null,
    answer: 'text/plain',
  },
  { path: '/healthz', summary: 'Liveness', query: null, answer: 'text/plain' },
  {
    path: '/readyz',
    summary: 'Readiness: every source has answered or failed once',
    query: null,
    answer: 'text/plain',
  },
];
