// Starts the test suite. Plain JavaScript, so that a Node that is too old says so instead of failing to load TypeScript.
if (!process.features.typescript) {
  console.error(
    `Node ${process.versions.node} is too old: 22.18 or newer is needed.\n` +
      'On Linux and Windows (x64) `npm install && npm test` brings Node 24 along; elsewhere install it from nodejs.org.',
  );
  process.exit(1);
}
await import('./suite.ts');
