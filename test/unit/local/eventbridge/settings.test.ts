import { EVENTS, readEvents } from '../../../../local/eventbridge/settings';

describe('what happens to events', () => {
  it('is nothing unless it is asked for', () => {
    expect([readEvents(), readEvents('')]).toEqual([EVENTS, EVENTS]);
  });

  it('is read from pairs', () => {
    expect(readEvents('duplicate=0.2, late=0.1,lost=1,delay=5,seed=7')).toEqual({
      duplicate: 0.2,
      late: 0.1,
      lost: 1,
      delay: 5,
      seed: 7,
    });
  });

  it.each([
    ['lost=2', 'events: lost: expected a number from 0 to 1, found "2"'],
    ['delay=-1', 'events: delay: expected a number from 0 to 21474836, found "-1"'],
    ['twice=1', 'events: expected duplicate=…, late=…, lost=…, delay=…, seed=…, found "twice=1"'],
  ])('refuses %s', (text, problem) => {
    expect(() => readEvents(text)).toThrow(problem);
  });
});
