import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runNode } from '../../../bench/measure/process';

/** Says in a file who it is, and never ends by itself. */
const ENDLESS =
  'require("fs").writeFileSync(process.env.PID_FILE, String(process.pid)); setInterval(() => {}, 1000)';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('runNode', () => {
  it('says what the process wrote to file descriptor 3', async () => {
    const { said } = await runNode(['-e', 'require("node:fs").writeSync(3, "done")'], {});

    expect(said).toBe('done');
  });

  it('rejects with the end of the error output when the process ends otherwise than well', async () => {
    await expect(runNode(['-e', 'throw new Error("oh")'], {})).rejects.toThrow(/ended with 1:.*Error: oh/s);
  });

  it('ends a process that has lost what it needs, and says what that was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'process-'));
    const PID_FILE = join(folder, 'pid');
    const pid = () => (existsSync(PID_FILE) ? Number(readFileSync(PID_FILE, 'utf8')) : 0);
    const lost = (async () => {
      while (pid() === 0) await sleep(10);
      throw new Error('the servers are gone');
    })();

    await expect(runNode(['-e', ENDLESS], { PID_FILE }, lost)).rejects.toThrow('the servers are gone');
    while (isAlive(pid())) await sleep(10);
    rmSync(folder, { recursive: true });
  });
});
