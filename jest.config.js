const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }];

const suite = (name, more = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': swc },
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/.cache'],
  ...more,
});

const wholeSystem = {
  globalSetup: '<rootDir>/tests/support/whole-system.ts',
  globalTeardown: '<rootDir>/tests/support/stop-whole-system.ts',
};

/** What needs no server, what needs Temporal's time-skipping one, what needs a real PostgreSQL, the whole system, and a browser before it. */
export default {
  projects: [
    suite('unit'),
    suite('workflows', { globalSetup: '<rootDir>/tests/support/time-skipping-server.ts' }),
    suite('integration', {
      globalSetup: '<rootDir>/tests/support/real-postgres.ts',
      globalTeardown: '<rootDir>/tests/support/stop-real-postgres.ts',
    }),
    suite('e2e', wholeSystem),
    suite('console', {
      globalSetup: '<rootDir>/tests/console/support/set-up.ts',
      globalTeardown: '<rootDir>/tests/console/support/tear-down.ts',
    }),
  ],
  maxWorkers: 2,
  testSequencer: '<rootDir>/tests/support/longest-first.js',
  // What a suite has loaded takes a busy machine seconds to give back; a worker that something keeps open never ends.
  workerGracefulExitTimeout: 30_000,
  // Waits end by conditions. This is the end of what hangs, however slow the machine; a wait that is in vain says so before.
  testTimeout: 600_000,
  reporters: ['default', '<rootDir>/tests/support/closing-line.js'],
};
