import { createServer } from 'node:net';
import { Problem } from '../../tools/command';
import type { Port } from '../../tools/ports';

function problemOf({ number, what, variable }: Port, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Problem(
    `Port ${number}, for the local ${what}, is in use. End what listens there, or set ${variable} to a free port.`,
  );
}

/** Listens on each port for a moment, because serverless-offline starts even where its port is taken. @throws Problem */
export async function requireFree(ports: readonly Port[]): Promise<void> {
  for (const port of ports) {
    await new Promise<void>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', (error) => reject(problemOf(port, error)));
      probe.listen(port.number, '127.0.0.1', () => probe.close(() => resolve()));
    });
  }
}
