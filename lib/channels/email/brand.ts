import json from '../../../templates/brand.json';

/** What the functions need to know of the brand; its looks are in the compiled mails. The build has checked it. */
interface Brand {
  readonly name: string;
  /** With `{order_id}` in it. */
  readonly orderUrl?: string;
  readonly timeZone: string;
}

export const brand: Brand = json;
