/** Packages that are nothing else, and theirs. */
const ES_MODULES = [
  ...['p-limit', 'yocto-queue'],
  ...['caniemail', 'dot-prop', 'onetime', 'mimic-function', 'split-lines'],
  ...['pixelmatch'],
  // Has an import of one.
  ...['gaxios'],
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES.join('|')})/)`, '/\\.build/'],
  setupFiles: ['<rootDir>/test/support/all-channels.ts'],
  // Templates are compiled once, before all tests, with a brand of the tests' own: yours may change without breaking them.
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  moduleNameMapper: {
    '/templates/([\\w-]+\\.words)$': '<rootDir>/.build/templates/$1.js',
    '^node-fetch$': '<rootDir>/build/global-fetch.ts',
    '/templates/([\\w-]+)\\.mjml$': '<rootDir>/.build/templates/$1.js',
    '/templates/([\\w-]+\\.(?:sms|push))$': '<rootDir>/.build/templates/$1.js',
    '/templates/brand\\.json$': '<rootDir>/test/support/brand.json',
  },
  // For a machine that has much else to do; none takes that long by itself.
  testTimeout: 180_000,
  // Much of the time is waiting for other processes: a worker for each core, where Jest would leave one out.
  maxWorkers: '100%',
  coverageProvider: 'v8',
  // Types alone are never loaded.
  collectCoverageFrom: ['lib/**/*.ts', 'build/**/*.ts', '!**/*.d.ts', '!build/templates/ast.ts'],
  coverageReporters: ['text', 'lcovonly'],
  coverageThreshold: { './lib/': { lines: 95, branches: 95 }, './build/': { lines: 95, branches: 95 } },
};
