/**
 * Who may import whom. `files`: the files of a place; `may`: other places of the project; `packages`: npm packages;
 * `node`: built-in modules. What stands in no list is forbidden. `$1` repeats what the first bracket of `files` matched.
 */
const places = [
  { name: 'model', files: '^lib/model/', packages: ['zod'] },
  { name: 'api', files: '^lib/api/', may: ['^lib/model/'], packages: ['zod'] },
  { name: 'diagnosis', files: '^lib/diagnosis/', may: ['^lib/model/'] },
  {
    name: 'transport',
    files: '^lib/transport/',
    may: ['^lib/model/'],
    packages: ['@kubernetes/client-node', 'server-only', 'undici', 'ws', 'yaml', 'zod'],
    node: true,
  },
  {
    name: 'collector',
    files: '^lib/collectors/([^/]+)/',
    may: ['^lib/model/', '^lib/transport/', '^lib/collectors/collector\\.ts$', '^lib/collectors/$1/'],
    packages: ['server-only', 'zod'],
    own: false,
  },
  {
    name: 'collectors',
    files: '^lib/collectors/[^/]+$',
    may: ['^lib/model/', '^lib/collectors/[^/]+/index\\.ts$'],
    packages: ['server-only', 'zod'],
  },
  { name: 'history', files: '^lib/history/', may: ['^lib/model/'], packages: ['server-only', 'zod'], node: true },
  {
    name: 'server',
    files: '^lib/server/',
    may: ['^lib/(?!client/)'],
    packages: ['next', 'pino', 'prom-client', 'server-only', 'yaml', 'zod'],
    node: true,
  },
  {
    name: 'client',
    files: '^lib/client/',
    may: ['^lib/model/', '^lib/api/'],
    packages: ['@tanstack/react-query', 'next', 'react', 'zod'],
  },
  { name: 'ui', files: '^components/ui/', may: ['^lib/model/'], packages: ['next', 'react'] },
  {
    name: 'component',
    files: '^components/((?!ui/)[^/]+)/',
    may: ['^lib/(model|api|client)/', '^components/ui/', '^components/$1/'],
    packages: ['@tanstack/react-query', 'next', 'react', 'reactflow', 'recharts'],
    own: false,
  },
  {
    name: 'app',
    files: '^app/',
    may: ['^lib/(model|api|client|server)/', '^components/'],
    packages: ['@fontsource-variable/[^/]+', '@tanstack/react-query', 'next', 'react', 'react-dom', 'server-only'],
  },
  { name: 'start', files: '^(instrumentation|proxy)\\.ts$', may: ['^lib/server/'], packages: ['next'] },
];

const IN_PROJECT = '^(app|components|e2e|lib)/|^(instrumentation|proxy)\\.ts$';
const NPM = '(^|/)node_modules/';
/** Tests read their cases from files and speak to the test runner. */
const TEST = '\\.test\\.tsx?$';

function rulesOf({ name, files, may = [], packages = [], node = false, own = true }) {
  const from = { path: files };
  const inProject = own ? [files, ...may] : may;
  const npm = packages.map((name) => `(^|/)node_modules/(@types/)?${name}/`);
  return [
    { name: `${name}: place`, severity: 'error', from, to: { path: IN_PROJECT, pathNot: inProject } },
    {
      name: `${name}: package`,
      severity: 'error',
      from: { ...from, pathNot: TEST },
      to: { path: NPM, ...(npm.length > 0 && { pathNot: npm }) },
    },
    ...(node
      ? []
      : [
          {
            name: `${name}: node`,
            severity: 'error',
            from: { ...from, pathNot: TEST },
            to: { dependencyTypes: ['core'] },
          },
        ]),
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...places.flatMap(rulesOf),
    { name: 'no cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'a known place',
      severity: 'error',
      from: {},
      to: { path: IN_PROJECT, pathNot: ['^e2e/', ...places.map((place) => place.files)] },
    },
    {
      name: 'database driver in its own folder',
      severity: 'error',
      from: { pathNot: ['^lib/history/[^/]+/', '^e2e/', TEST] },
      to: { dependencyTypes: ['core'], path: 'sqlite' },
    },
  ],
  options: {
    doNotFollow: { path: NPM },
    exclude: { path: '^\\.next/|/testdata/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['react-server', 'import', 'node', 'default'],
    },
  },
};
