import * as z from 'zod';

/** How a line is drawn. */
const drawing = z.object({
  label: z.string().optional(),
  stat: z.string().optional(),
  color: z.string().optional(),
  id: z.string().optional(),
  visible: z.boolean().optional(),
  expression: z.string().optional(),
});

/** `[namespace, name, dimension, value, …, drawing]`, or `[drawing]` of a formula. */
const line = z.array(z.union([z.string(), drawing])).transform((parts) => {
  const texts = parts.filter((part) => typeof part === 'string');
  const [namespace, name, ...pairs] = texts;
  return {
    metric: namespace !== undefined && name !== undefined ? { namespace, name } : undefined,
    dimensions: Object.fromEntries(
      pairs.flatMap((dimension, index) => (index % 2 === 0 ? [[dimension, pairs[index + 1] ?? '']] : [])),
    ),
    drawing: parts.find((part) => typeof part === 'object') ?? {},
  };
});

const place = { x: z.int(), y: z.int(), width: z.int(), height: z.int() };

/** The widgets of the CloudWatch dashboard. Source: CloudWatch API reference, `CloudWatch-Dashboard-Body-Structure`. */
export const widgets = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), ...place, properties: z.object({ markdown: z.string() }) }),
    z.object({ type: z.literal('alarm'), ...place, properties: z.object({ title: z.string() }) }),
    z.object({
      type: z.literal('log'),
      ...place,
      properties: z.object({ title: z.string(), query: z.string() }),
    }),
    z.object({
      type: z.literal('metric'),
      ...place,
      properties: z.object({
        title: z.string(),
        view: z.enum(['timeSeries', 'singleValue']),
        stacked: z.boolean().optional(),
        stat: z.string(),
        period: z.int().optional(),
        metrics: z.array(line),
        yAxis: z.object({ left: z.object({ label: z.string().optional() }) }).optional(),
        annotations: z
          .object({ horizontal: z.array(z.object({ label: z.string(), value: z.number() })) })
          .optional(),
      }),
    }),
  ]),
);

export type Widget = z.infer<typeof widgets>[number];
export type WidgetOf<Type extends Widget['type']> = Extract<Widget, { readonly type: Type }>;
