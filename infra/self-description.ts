import type { Deployment } from './deployment';
import { type Identity, identitiesOf } from './event-source-mappings';
import { STAND_INS } from './parameters/parameters';

/** What a stack says of itself, for the deployment that comes next. */
export interface SelfDescription {
  /** Every parameter that has a value, as text, defaults too. */
  readonly Parameters: Readonly<Record<string, string>>;
  /** The names of those that were given. */
  readonly Given: readonly string[];
  /** What AWS cannot change of each function's mapping, with or without the mapping. */
  readonly Mappings: Readonly<Record<string, Identity>>;
}

/**
 * Describes a stack in the metadata of its template. One request gives both the template and this to the next deployment. Outputs would show
 * it to everybody who may list stacks, and `serverless info` would print it; and their values are limited, where `tags` or
 * `allowedRecipients` are long. CloudFormation does not update metadata alone, but every deployment brings new bundles.
 * Source: CloudFormation user guide, `metadata-section-structure`, `cloudformation-limits`.
 */
export function selfDescription(deployment: Deployment, given: readonly string[]): SelfDescription {
  const { functions, confirm: _, ...common } = deployment.parameters;
  const values = [
    ...Object.entries(common).filter(([name]) => given.includes(name) || !Object.hasOwn(STAND_INS, name)),
    ...Object.entries(functions).flatMap(([fn, own]) =>
      Object.entries(own).map(([suffix, value]) => [`${fn}${suffix}`, value] as const),
    ),
  ];
  return {
    Parameters: Object.fromEntries(
      values.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    Given: given.filter((name) => name !== 'confirm'),
    Mappings: identitiesOf(deployment),
  };
}
