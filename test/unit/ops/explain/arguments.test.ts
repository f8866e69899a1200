import { readArguments } from '../../../../ops/explain/arguments';

describe('the options of explain', () => {
  it('name one order and where to look', () => {
    expect(readArguments(['1001', '--local', '--json'], {})).toMatchObject({
      orderId: '1001',
      place: { kind: 'local' },
      json: true,
    });
  });

  it.each([[['--local']], [['1', '2', '--local']], [['', '--local']]])('%j are refused', (args) => {
    expect(() => readArguments(args, {})).toThrow('Name one order');
  });
});
