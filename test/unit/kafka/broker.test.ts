import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, startBroker } from '../../../local/kafka/broker';

describe('the broker', () => {
  it('does not forget the data of one that runs on the same port', async () => {
    const running = createServer();
    await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
    const address = running.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const folder = mkdtempSync(join(tmpdir(), 'broker-'));
    writeFileSync(join(folder, 'records'), '');

    const starting = startBroker({ port, folder, fresh: true, progress: () => {} });

    await expect(starting).rejects.toThrow(`Port ${port} is in use`);
    expect(existsSync(join(folder, 'records'))).toBe(true);
    running.close();
  });

  it('may end before it has a log', () => {
    expect(lastLines(join(tmpdir(), 'no-such-broker.log'))).toBe('nothing');
  });
});
