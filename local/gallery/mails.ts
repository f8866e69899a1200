import { deliveryMail } from '../../lib/channels/email/delivery';
import { orderMail } from '../../lib/channels/email/order';
import { paymentMail } from '../../lib/channels/email/payment';
import { shipmentMail } from '../../lib/channels/email/shipment';
import type { Mail } from '../../lib/channels/email/template';
import { deliveryPush } from '../../lib/channels/push/delivery';
import { orderPush } from '../../lib/channels/push/order';
import type { Push } from '../../lib/channels/push/payload';
import { paymentPush } from '../../lib/channels/push/payment';
import { shipmentPush } from '../../lib/channels/push/shipment';
import { deliverySms } from '../../lib/channels/sms/delivery';
import { orderSms } from '../../lib/channels/sms/order';
import { type Parts, partsOf } from '../../lib/channels/sms/parts';
import { paymentSms } from '../../lib/channels/sms/payment';
import { shipmentSms } from '../../lib/channels/sms/shipment';
import type { Says } from '../../lib/consume';
import { deliveryNotification } from '../../lib/notifications/delivery';
import type { Message, Notification } from '../../lib/notifications/notification';
import { parseMessage } from '../../lib/notifications/notification';
import { orderNotification } from '../../lib/notifications/order';
import { paymentNotification } from '../../lib/notifications/payment';
import { shipmentNotification } from '../../lib/notifications/shipment';
import { hostileItems, ORDERED } from './items';

/** One mail as the gallery shows it, with the text message and the push that say the same. */
export interface ShownMail extends Mail {
  /** `order-12-items`; of most mails there is one sample, of the same name. */
  readonly sample: string;
  readonly sms: (Parts & { readonly text: string }) | undefined;
  readonly push: Push | undefined;
  /** `payment-failed`; its template's name. */
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  readonly kind: 'usual' | 'hostile';
}

/** The reader's; of languages that are not here, the usual one. */
const NAME = 'Ada Lovelace';
const NAMES: Readonly<Record<string, string>> = {
  de: 'Konrad Zuse',
  ar: 'مريم الإسطرلابي',
};

/** What producers write, each in one language for all readers. */
const USUAL = {
  order: { status: 'pending', message: 'Your order has been successfully created and is in pending status.' },
  'payment-success': {
    status: 'success',
    payment_id: 'pay_8f2c1',
    amount: '1249.00',
    currency: 'EUR',
    message: 'Your payment has been processed successfully.',
  },
  'payment-failed': {
    status: 'failed',
    payment_id: 'pay_8f2c3',
    amount: '149.90',
    currency: 'EUR',
    reason: 'The card has expired.',
    message: 'Your payment could not be processed.',
  },
  shipment: {
    status: 'shipped',
    tracking_number: 'JD01-4600-003828',
    carrier: 'DHL',
    tracking_url: 'https://tracking.example.com/parcels/JD014600003828',
    estimated_delivery: '2026-11-26',
    message: 'Your order has been handed to the carrier.',
  },
  delivery: {
    status: 'delivered',
    tracking_number: 'JD01-4600-003828',
    delivered_at: '2026-11-25T13:20:00Z',
    left_with: 'your neighbour, Ms Okafor',
    message: 'Your order has been delivered.',
  },
  'order-cancelled': {
    status: 'cancelled',
    reason: 'The teapot is no longer available.',
    message: 'Your order has been cancelled.',
  },
  'payment-refunded': {
    status: 'refunded',
    refund_id: 're_4711',
    payment_id: 'pay_8f2c1',
    amount: '64.90',
    currency: 'EUR',
    reason: 'The teapot came back.',
    message: 'Your refund has been sent.',
  },
} as const;

/** Further samples of a mail, by what they are called beside its name. */
const VARIANTS: { readonly [Name in keyof typeof USUAL]?: Readonly<Record<string, object>> } = {
  order: ORDERED,
};

/** Of the variants, the one that is shown with hostile fields, too. */
const HOSTILE_VARIANT = '12-items';

const MARKUP = '</td></table><script>alert(1)</script><img src=x onerror=alert(1)> & "quotes" {{{raw}}}';
const MIXED = 'مرحبا \u202eshalom שלום 👩‍👩‍👧‍👦🎉 – 12-34';

/** As long as a name may be, without a place where a line could break. */
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff'.padEnd(400, 'maximiliane');

const HOSTILE = {
  message: `${MARKUP}\n\n${MIXED}\n${'no-space-in-here-'.repeat(20)}`,
  payment_id: MARKUP.slice(0, 60),
  refund_id: MARKUP.slice(0, 60),
  items: hostileItems(MARKUP, MIXED),
  shipping_address: `${MARKUP}\n\n${MIXED}\n${'no-space-in-here-'.repeat(20)}`,
  subtotal: '9007199254740.9931',
  discount: '-9007199254740.9931',
  total: '999999999999999',
  reason: `${MARKUP} ${MIXED}`.repeat(3),
  carrier: `${MIXED} <b>carrier</b>`,
  tracking_url: `https://tracking.example.com/?q=${encodeURIComponent(MARKUP)}&long=${'x'.repeat(300)}`,
  tracking_number: `${'<b>1'.repeat(8)}-مرحبا-${'9'.repeat(20)}`,
  amount: '9007199254740.9931',
  left_with: `${MIXED} ${'x'.repeat(120)}`,
};

type Render = (
  value: Readonly<Record<string, unknown>>,
  reader: { readonly name: string; readonly locale: string },
) => Mail & Pick<ShownMail, 'sms' | 'push'>;

const said =
  <M extends Message>(notification: Notification<M>, says: Says<M>): Render =>
  (value, reader) => {
    const parsed = parseMessage(notification, value);
    if (parsed.kind === 'invalid') throw new Error(`${notification.topic}: ${parsed.reason}`);
    const text = says.sms?.(parsed.message, reader);
    return {
      ...says.email(parsed.message, reader),
      sms: text === undefined ? undefined : { text, ...partsOf(text) },
      push: says.push?.(parsed.message, reader),
    };
  };

const order = said(orderNotification, { email: orderMail, sms: orderSms, push: orderPush });
const payment = said(paymentNotification, { email: paymentMail, sms: paymentSms, push: paymentPush });
const shipment = said(shipmentNotification, { email: shipmentMail, sms: shipmentSms, push: shipmentPush });
const delivery = said(deliveryNotification, { email: deliveryMail, sms: deliverySms, push: deliveryPush });

const RENDER: Readonly<Record<keyof typeof USUAL, Render>> = {
  order,
  'order-cancelled': order,
  'payment-success': payment,
  'payment-failed': payment,
  'payment-refunded': payment,
  shipment,
  delivery,
};

/** Every mail in every language, as it is with the longest message a producer may write. `"` takes six bytes in HTML. */
export function longestMails(languages: readonly string[]): ShownMail[] {
  const message = '"'.repeat(10_000);
  return allMails(languages, { message }).filter(({ kind }) => kind === 'hostile');
}

/** A sample and the mail it is of. */
interface Sample {
  readonly sample: string;
  readonly name: keyof typeof USUAL;
  readonly usual: Readonly<Record<string, unknown>>;
  readonly hasHostile: boolean;
}

const SAMPLES: readonly Sample[] = (Object.keys(USUAL) as Array<keyof typeof USUAL>).flatMap(
  (name, index) => {
    const usual = { order_id: `2026-${1031 + index}`, user_id: 1, ...USUAL[name] };
    const variants = Object.entries(VARIANTS[name] ?? {}).map(([variant, fields]) => ({
      sample: `${name}-${variant}`,
      name,
      usual: { ...usual, ...fields },
      hasHostile: variant === HOSTILE_VARIANT,
    }));
    return [{ sample: name, name, usual, hasHostile: true }, ...variants];
  },
);

function hostile(usual: Sample['usual'], worst: Readonly<Record<string, string>>) {
  const known = Object.entries({ ...HOSTILE, ...worst }).filter(([field]) => field in usual);
  return { ...usual, ...Object.fromEntries(known), order_id: `<i>${'7'.repeat(40)}</i>-مرحبا-A` };
}

/** Every mail in every language, as it usually is and with all that could go wrong in its fields. */
export const allMails = (
  languages: readonly string[],
  worst: Readonly<Record<string, string>> = {},
): ShownMail[] =>
  SAMPLES.flatMap(({ sample, name, usual, hasHostile }) =>
    languages.flatMap((language): ShownMail[] => {
      const reader = { name: NAMES[language] ?? NAME, locale: language };
      const made = { sample, name, language };
      const shown: ShownMail = { ...made, kind: 'usual', ...RENDER[name](usual, reader) };
      if (!hasHostile) return [shown];
      const mail = RENDER[name](hostile(usual, worst), { name: LONG_NAME, locale: language });
      return [shown, { ...made, kind: 'hostile', ...mail }];
    }),
  );
