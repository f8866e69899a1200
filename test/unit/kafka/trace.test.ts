import { traceIdOf } from '../../../lib/kafka/trace';

const bytesOf = (value: string): number[] => [...Buffer.from(value, 'latin1')];

describe('the trace of a record', () => {
  const id = '0af7651916cd43dd8448eb211c80319c';
  const trace = `00-${id}-b7ad6b7169203331-01`;
  const other = '00-11111111111111111111111111111111-2222222222222222-00';

  it('is read from its traceparent header', () => {
    expect(traceIdOf([{ traceparent: bytesOf(trace) }])).toBe(id);
  });

  it('is read from signed bytes as well', () => {
    const signed = bytesOf(trace).map((byte) => byte - 256);

    expect(traceIdOf([{ traceparent: signed }])).toBe(id);
  });

  it('is the last of several, wherever other headers stand', () => {
    const headers = [{ traceparent: bytesOf(other) }, { traceparent: bytesOf(trace) }, { source: [120] }];

    expect(traceIdOf(headers)).toBe(id);
  });

  // W3C Trace Context, `trace-id`: all bytes as zero are an invalid value.
  it('may begin with zeros, but not be zeros alone', () => {
    const low = '0'.repeat(31).concat('1');

    expect(traceIdOf([{ traceparent: bytesOf(trace.replace(id, low)) }])).toBe(low);
  });

  it.each<[string, unknown]>([
    ['headers are null', null],
    ['headers are absent', undefined],
    ['headers are no array', { traceparent: bytesOf(trace) }],
    ['there are no headers', []],
    ['there is no such header', [{ source: [120] }, null, 'traceparent', []]],
    ['the header is null', [{ traceparent: null }]],
    ['the header is a string', [{ traceparent: trace }]],
    ['the header is empty', [{ traceparent: [] }]],
    ['the header is upper case', [{ traceparent: bytesOf(trace.toUpperCase()) }]],
    ['the header goes on', [{ traceparent: bytesOf(`${trace}\n`) }]],
    ['its bytes are none', [{ traceparent: [null, {}, 'x', 1e9] }]],
    ['the last of several is malformed', [{ traceparent: bytesOf(trace) }, { traceparent: [1] }]],
    ['its trace id is all zeros', [{ traceparent: bytesOf(trace.replace(id, '0'.repeat(32))) }]],
    ['its version is another', [{ traceparent: bytesOf(trace.replace(/^00/, 'cc')) }]],
    [
      'the last of several has a trace id of zeros',
      [{ traceparent: bytesOf(trace) }, { traceparent: bytesOf(trace.replace(id, '0'.repeat(32))) }],
    ],
  ])('is unknown when %s', (_, headers) => {
    expect(traceIdOf(headers)).toBeUndefined();
  });
});
