import { stackOf } from '../../infra/stack';

export interface ComputedResource<Properties = Record<string, unknown>> {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
}

/** Computes the stack `notifications-test` of these parameters. */
export const stack = (raw: Readonly<Record<string, string>>) =>
  stackOf({ service: 'notifications', stage: 'test', region: 'eu-central-1', version: 'v1.2.3', raw });

export const resourcesOf = (raw: Readonly<Record<string, string>>) =>
  stack(raw).resources.Resources as unknown as Record<string, ComputedResource>;

/** Properties of the resources of one type, as a test reads them. */
export const propertiesOf = <Properties>(raw: Readonly<Record<string, string>>, type: string) =>
  Object.values(resourcesOf(raw))
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Properties);
