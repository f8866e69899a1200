import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, startBroker } from '../../../../local/kafka/broker';

let running: Server;
let port: number;
beforeEach(async () => {
  running = createServer();
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  port = (running.address() as AddressInfo).port;
});
afterEach(() => running.close());

describe('the broker', () => {
  it('does not forget the data of one that runs on the same port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'broker-'));
    writeFileSync(join(folder, 'records'), '');

    const starting = startBroker({ port, folder, fresh: true, progress: () => {} });

    await expect(starting).rejects.toThrow(`Port ${port} is in use`);
    expect(existsSync(join(folder, 'records'))).toBe(true);
  });

  it('does not with Docker either', async () => {
    const options = ['--docker', '--fresh', '--port', String(port)];
    const child = spawn(process.execPath, ['--import', 'tsx', 'local/kafka/run-broker.ts', ...options]);
    let output = '';
    child.stderr.on('data', (chunk) => (output += chunk));
    const [code] = await once(child, 'close');

    expect(output).toContain(`Port ${port} is in use`);
    expect(code).toBe(1);
  });

  it('may end before it has a log', () => {
    expect(lastLines(join(tmpdir(), 'no-such-broker.log'))).toBe('nothing');
  });
});
