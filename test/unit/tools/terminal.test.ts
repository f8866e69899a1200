import { progressOn } from '../../../tools/terminal';

describe('progress', () => {
  const streamOf = (isTTY: boolean) => {
    const written: string[] = [];
    return { isTTY, written, write: (text: string) => written.push(text) };
  };

  it('is one line on a terminal', () => {
    const stream = streamOf(true);
    const progress = progressOn(stream);

    progress.show('1 of 2');
    progress.show('2 of 2');
    progress.clear();

    expect(stream.written.join('')).toBe('\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[K');
  });

  it('is a line every ten seconds elsewhere', () => {
    const stream = streamOf(false);
    let now = 0;
    const progress = progressOn(stream, { now: () => now });

    for (now = 0; now < 25_000; now += 1_000) progress.show(`${now}`);
    progress.clear();

    expect(stream.written).toEqual(['0\n', '10000\n', '20000\n']);
  });
});
