import Module from 'node:module';

/** Node.js's own table of how a file is loaded; its types leave it out. */
const { _extensions: loaders } = Module as unknown as {
  readonly _extensions: Record<string, (module: { exports: unknown }) => void>;
};

// A command needs to know a notification by its fields and never writes a mail; compiling the templates would take
// it a second.
loaders['.mjml'] = (module) => {
  module.exports = {};
};
