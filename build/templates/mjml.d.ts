/* What is used of MJML's packages, which come without types. */
declare module 'mjml-core' {
  export interface MjmlProblem {
    readonly line: number;
    readonly message: string;
    readonly tagName: string;
  }
  export const components: Readonly<Record<string, { readonly endingTag?: boolean }>>;
  export function assignComponents(target: object, source: object): void;
  export default function mjml2html(source: string, options: object): Promise<{ readonly html: string }>;
}

declare module 'mjml-preset-core' {
  export const components: object;
  export const dependencies: object;
}

declare module 'mjml-validator' {
  export const dependencies: object;
  export function assignDependencies(target: object, source: object): void;
}
