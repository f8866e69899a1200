/** Where the pictures of the samples are: nowhere, but `browser.ts` draws them. */
export const PICTURES = 'https://shop.example/pictures/';

const GOODS = [
  {
    name: 'Teapot "Assam", cast iron',
    price: '64.90',
    options: { Colour: 'Black', Volume: '1.2 l' },
    picture: 'teapot',
  },
  { name: 'Tea towel', price: '9.50', options: 'Linen, blue stripes' },
  { name: 'Darjeeling First Flush', price: '18.00', options: ['250 g', 'organic'], picture: 'darjeeling' },
  { name: 'Sugar bowl with lid and spoon', price: '24.00', picture: 'bowl' },
  { name: 'Gift wrapping' },
  { name: 'Kandis rock sugar', price: '4.20', options: 'Brown' },
] as const;

/** So many items, as a shop sells them: with and without picture, options and price. */
const itemsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const { picture, ...good } = { picture: undefined, ...GOODS[index % GOODS.length] };
    return {
      ...good,
      quantity: index % 5 === 2 ? 12 : 1,
      ...(picture && { image_url: `${PICTURES}${picture}.png` }),
    };
  });

const DELIVERY = {
  currency: 'EUR',
  shipping_address: 'Ada Lovelace\nSt James’s Square 12\nLondon SW1Y 4JH\nUnited Kingdom',
  estimated_delivery: '2026-11-28',
};

const LONG_NAMES = [
  'Professional Multifunctional Stainless Steel Electric Kettle with Temperature Control, Keep-Warm Function and Swivel Base, 1.7 Litres, 2200 Watts, Brushed Silver',
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkundenrahmen',
  'إبريق شاي من الحديد الزهر مع مصفاة من الفولاذ المقاوم للصدأ ومقبض خشبي مصنوع يدويًا',
  'SKU-0000-1111-2222-3333-4444-5555-6666-7777-8888-9999-AAAA-BBBB-CCCC-DDDD',
];

/** What may be ordered: few, many, and what is hard to set. */
export const ORDERED = {
  '1-item': { ...DELIVERY, items: itemsOf(1), subtotal: '64.90', shipping: 0, total: '64.90' },
  '12-items': {
    ...DELIVERY,
    items: itemsOf(12),
    subtotal: 543.7,
    discount: 50,
    shipping: '4.90',
    tax: '79.61',
    total: '498.60',
  },
  '200-items': { ...DELIVERY, items: itemsOf(200), total: '12480.00' },
  'long-names': {
    ...DELIVERY,
    items: LONG_NAMES.map((name, index) => ({
      name,
      quantity: 100,
      price: '12345.67',
      options: name.slice(0, 90),
      ...(index % 2 === 0 && { image_url: `${PICTURES}kettle.png` }),
    })),
    total: '4938268.00',
  },
} as const;

/** What nobody should write, with a picture that leads elsewhere and one as long as a link may be. */
export const hostileItems = (markup: string, mixed: string) =>
  Array.from({ length: 60 }, (_, index) => ({
    name: `${mixed} ${markup}`,
    quantity: index % 2 ? '0.333333333333333' : 999_999_999_999_999,
    price: '9007199254740.9931',
    options: { [markup]: mixed, [mixed]: markup },
    image_url: index % 2 ? `javascript:${markup}` : `${PICTURES}?${encodeURIComponent(markup).repeat(6)}`,
  }));
