import { deliveryMail } from '../../lib/channels/email/delivery';
import { orderMail } from '../../lib/channels/email/order';
import { paymentMail } from '../../lib/channels/email/payment';
import { shipmentMail } from '../../lib/channels/email/shipment';
import type { Mail } from '../../lib/channels/email/template';
import { deliveryPush } from '../../lib/channels/push/delivery';
import { orderPush } from '../../lib/channels/push/order';
import { paymentPush } from '../../lib/channels/push/payment';
import { shipmentPush } from '../../lib/channels/push/shipment';
import type { Push } from '../../lib/channels/push/text';
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

/** One mail as the gallery shows it, with the text message and the push that say the same. */
export interface ShownMail extends Mail {
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
} as const;

const MARKUP = '</td></table><script>alert(1)</script><img src=x onerror=alert(1)> & "quotes" {{{raw}}}';
const MIXED = 'مرحبا \u202eshalom שלום 👩‍👩‍👧‍👦🎉 – 12-34';

/** As long as a name may be, without a place where a line could break. */
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff'.padEnd(400, 'maximiliane');

const HOSTILE = {
  message: `${MARKUP}\n\n${MIXED}\n${'no-space-in-here-'.repeat(20)}`,
  payment_id: MARKUP.slice(0, 60),
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
  'payment-success': payment,
  'payment-failed': payment,
  shipment,
  delivery,
};

/** Every mail in every language, as it is with the longest message a producer may write. `"` takes six bytes in HTML. */
export function longestMails(languages: readonly string[]): ShownMail[] {
  const message = '"'.repeat(10_000);
  return allMails(languages, { message }).filter(({ kind }) => kind === 'hostile');
}

/** Every mail in every language, as it usually is and with all that could go wrong in its fields. */
export function allMails(
  languages: readonly string[],
  worst: Readonly<Record<string, string>> = {},
): ShownMail[] {
  const names = Object.keys(USUAL) as Array<keyof typeof USUAL>;
  return names.flatMap((name, index) =>
    languages.flatMap((language): ShownMail[] => {
      const usual = { order_id: `2026-${1031 + index}`, user_id: 1, ...USUAL[name] };
      const known = Object.entries({ ...HOSTILE, ...worst }).filter(([field]) => field in usual);
      const hostile = {
        ...usual,
        ...Object.fromEntries(known),
        order_id: `<i>${'7'.repeat(40)}</i>-مرحبا-A`,
      };
      const render = RENDER[name];
      return [
        {
          name,
          language,
          kind: 'usual',
          ...render(usual, { name: NAMES[language] ?? NAME, locale: language }),
        },
        { name, language, kind: 'hostile', ...render(hostile, { name: LONG_NAME, locale: language }) },
      ];
    }),
  );
}
