import json from '../../templates/brand.json';

/** What the functions need to know of the brand; its looks are in the compiled mails. The build has checked it. */
interface Brand {
  readonly name: string;
  /** What text messages call the shop, where its name is long. */
  readonly shortName?: string;
  /** With `{order_id}` in it. */
  readonly orderUrl?: string;
  readonly timeZone: string;
}

export const brand: Brand = json;

/** What may stand in a link: nothing that a message could turn into a script. */
export type Href = `https://${string}`;

/** The customer's page of an order, where the brand has one. */
export const orderUrlOf = (orderId: string): Href | undefined =>
  brand.orderUrl?.replace('{order_id}', () => encodeURIComponent(orderId.toWellFormed())) as Href | undefined;
