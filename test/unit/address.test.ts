import { parseAddress } from '../../lib/address';

describe('parseAddress', () => {
  it('keeps a plain address', () => {
    expect(parseAddress('ada@example.com')).toEqual({ ok: true, address: 'ada@example.com' });
  });
});
