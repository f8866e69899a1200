import type { Reader } from '../../recipients/contact';
import { renderShort, type Short } from '../short';
import type { Format } from '../words';
import { plainly } from './gsm';
import { partsOf } from './parts';

/** What a notification says by text message. Pure; all of `message` and `reader` comes from outside. */
export type SmsOf<M> = (message: M, reader: Reader) => string;

/** Each is paid for. The build sees that a message with usual fields takes one of GSM-7 or two of UCS-2. */
const MOST_PARTS = 3;

/** Renders a text message of at most three parts, whatever is in its fields. */
export const renderSms = <View extends Readonly<Record<string, string | undefined>>>(
  template: Short<View>,
  reader: Reader,
  view: (format: Format) => View,
): string => renderShort(template, reader, view, (text) => partsOf(text).parts <= MOST_PARTS, plainly);
