import { readArguments } from '../../../../ops/recipients/arguments';

describe('the options of recipients', () => {
  it('name one customer and where to look', () => {
    expect(readArguments(['--user', '42', '--stage', 'prod'], {})).toMatchObject({
      userId: '42',
      place: { kind: 'aws', stage: 'prod', region: 'eu-central-1' },
      forget: false,
      json: false,
    });
  });

  it('say what to do', () => {
    expect(readArguments(['--user', '42', '--local', '--forget', '--json'], {})).toMatchObject({
      place: { kind: 'local' },
      forget: true,
      keepChoices: false,
      json: true,
    });
    expect(readArguments(['--user', '42', '--local', '--forget', '--keep-choices'], {}).keepChoices).toBe(
      true,
    );
  });

  it.each([[['--local']], [['--user', '', '--local']]])('%j are refused: nobody is named', (args) => {
    expect(() => readArguments(args, {})).toThrow('Name one customer');
  });

  it.each([
    [['42', '--local']],
    [['--user', '42']],
    [['--user', '42', '--local', '--stage', 'prod']],
    [['--user', '42', '--local', '--keep-choices']],
  ])('%j are refused', (args) => {
    expect(() => readArguments(args, {})).toThrow();
  });
});
