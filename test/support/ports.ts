import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { ports } from '../../tools/ports';

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

// Outside of what systems give to outgoing connections (from 32768 on Linux, from 49152 by RFC 6335), of which one could
// take a port before its server starts.
const LOWEST = 20_000;
const COUNT = 12_000;
// Others of the same run choose in quarters of their own.
const quarter = Number(process.env.JEST_WORKER_ID ?? 0) % 4;

let next = Math.floor((COUNT / 4) * (quarter + Math.random() * 0.9));

/** The first of so many neighbouring ports that are free now, for a server that starts later; never the same twice. */
export async function freePort(neighbours = 1): Promise<number> {
  for (;;) {
    const first = LOWEST + (next % COUNT);
    next += neighbours;
    const servers = await Promise.allSettled(
      Array.from({ length: neighbours }, (_, index) => listening(first + index)),
    );
    for (const server of servers) {
      if (server.status !== 'fulfilled') continue;
      server.value.close();
      await once(server.value, 'close');
    }
    if (servers.every(({ status }) => status === 'fulfilled')) return first;
  }
}

/** A free port for each server of the local stack, by the variable that moves it. */
export async function freeStackPorts(): Promise<Record<string, string>> {
  const free: Record<string, string> = {};
  for (const { variable } of Object.values(ports)) free[variable] = String(await freePort());
  return free;
}

/** Of a broker and its controller, which takes the next one. */
export const freeBrokerPort = (): Promise<number> => freePort(2);
