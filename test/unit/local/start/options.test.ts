import { HELP, readOptions } from '../../../../local/start/options';

describe('the options of npm start', () => {
  it('have defaults: no faults, all samples, until Ctrl-C', () => {
    expect(readOptions([])).toMatchObject({
      ses: { maxSendRate: 0, latencyMs: 0, failRate: 0, seed: 1, eventDelayMs: 20 },
      events: { duplicate: 0, late: 0, lost: 0 },
      once: false,
      samples: true,
      json: false,
    });
  });

  it('are read', () => {
    const args = [
      '--max-send-rate=5',
      '--latency-ms=500',
      '--fail-rate=0.2',
      '--seed=7',
      '--no-samples',
      '--json',
    ];

    expect(readOptions([...args, '--kafka', '127.0.0.1:9092', '--faults', 'crash=0.1'])).toMatchObject({
      ses: { maxSendRate: 5, latencyMs: 500, failRate: 0.2, seed: 7 },
      mappings: { KAFKA_BROKERS: '127.0.0.1:9092', MAPPING_FAULTS: 'crash=0.1' },
      samples: false,
      json: true,
    });
  });

  it('have all channels, or those that are named', () => {
    expect(readOptions([]).channels).toBe('email,sms,push');
    expect(readOptions(['--channels', 'email, push']).channels).toBe('email,push');
  });

  it('tell when and how the events of mails come', () => {
    expect(readOptions(['--events', 'duplicate=0.1,late=0.2,delay=500'])).toMatchObject({
      ses: { eventDelayMs: 500 },
      events: { duplicate: 0.1, late: 0.2, lost: 0, delay: 500 },
    });
  });

  it.each([
    ['--fail-rate=2', '--fail-rate: expected a number from 0 to 1, found "2"'],
    ['--max-send-rate=10001', '--max-send-rate: expected a number from 0 to 10000, found "10001"'],
    ['--channels=fax', '--channels: expected email, sms and push, email among them, found "fax"'],
    ['--channels=sms', '--channels: expected email, sms and push, email among them, found "sms"'],
    ['--latency-ms=-1', '--latency-ms: expected a number from 0, found "-1"'],
    [
      '--kafka=nonsense',
      '--kafka or KAFKA_BROKERS: expected host:port, such as 127.0.0.1:9092, found "nonsense"',
    ],
    ['--events=lost=2', 'events: lost: expected a number from 0 to 1, found "2"'],
    ['--faults=crash=2', 'faults: crash: expected a number from 0 to 1, found "2"'],
  ])('refuse %s', (arg, problem) => {
    expect(() => readOptions([arg])).toThrow(problem);
  });

  describe('of the rate', () => {
    const given = (SES_MAX_SEND_RATE: string) =>
      jest.replaceProperty(process, 'env', { ...process.env, SES_MAX_SEND_RATE });
    beforeEach(() => given(''));
    afterEach(() => jest.restoreAllMocks());

    it.each([
      [['--max-send-rate=5'], '5'],
      [['--max-send-rate=0.5'], '0.5'],
      [['--max-send-rate=0'], ''],
      [[], ''],
    ])('tell the functions what SES grants: %j', (args, rate) => {
      expect(readOptions(args).rate).toEqual({ SES_MAX_SEND_RATE: rate });
    });

    it('let the functions share another rate, so that SES throttles them', () => {
      given('50');

      expect(readOptions(['--max-send-rate=5'])).toMatchObject({
        ses: { maxSendRate: 5 },
        rate: { SES_MAX_SEND_RATE: '50' },
      });
    });
  });

  it.each(['--json', '--max-send-rate', '--no-samples', '--fail-rate', '--kafka', '--events', 'SES_PORT'])(
    'explain %s',
    (option) => {
      expect(HELP).toContain(option);
    },
  );
});
