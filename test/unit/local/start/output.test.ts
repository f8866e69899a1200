import { type LogLine, readLogLine } from '../../../../local/start/log-line';
import { logText, type Style } from '../../../../local/start/log-text';
import { newOutput } from '../../../../local/start/output';

const LINE = JSON.stringify({
  '@timestamp': '2026-11-26T09:44:45.785Z',
  'log.level': 'ERROR',
  'ecs.version': '8.11.0',
  'event.action': 'error',
  message: 'oh',
});

const plain: Style = (_, text) => text;

function outputTo(forPeople: boolean) {
  const printed: string[] = [];
  return { printed, output: newOutput({ forPeople, style: plain, print: (text) => printed.push(text) }) };
}

describe('the output of npm start', () => {
  it('is text for people in a terminal', () => {
    const { printed, output } = outputTo(true);

    output.heading('order-notification');
    output.line(LINE);

    expect(printed).toEqual(['order-notification', logText(LINE, plain)]);
  });

  it('leaves log lines as they are for programs', () => {
    const { printed, output } = outputTo(false);

    output.heading('order-notification');
    output.line(LINE);
    output.report('mapping', 'warn', 'given up');

    expect(printed).toEqual([LINE, 'mapping: given up']);
  });

  it.each([true, false])('tells a mistake in as many lines as it has (for people: %s)', (forPeople) => {
    const { printed, output } = outputTo(forPeople);

    output.mistake('a.mjml:1:1: wrong\n  put in at b');

    expect(printed.join()).toMatch(/^(?:.* ERROR .*)?a\.mjml:1:1: wrong\n {2}put in at b$/);
  });

  it.each([true, false])('lets nothing else steer the terminal (for people: %s)', (forPeople) => {
    const { printed, output } = outputTo(forPeople);

    output.line('\u001b[2Jprinted');
    output.report('mapping', 'warn', '\u001b[2Jreported');
    output.mistake('\u001b[2Jmistaken');

    expect(printed.join('')).toMatch(/printed.*reported.*mistaken/);
    expect(printed.join('')).not.toMatch(/\p{C}/u);
  });

  it.each([true, false])('gives log lines, and no others, to who listens (for people: %s)', (forPeople) => {
    const { output } = outputTo(forPeople);
    const heard: LogLine[] = [];
    const stop = output.listen((line) => heard.push(line));

    output.line(LINE);
    output.line('no log line');
    stop();
    output.line(LINE);

    expect(heard).toEqual([readLogLine(LINE)]);
  });
});
