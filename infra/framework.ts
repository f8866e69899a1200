import type { CloudFormationClient, CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import type { stackOf } from './stack';

/** Region and credentials, as the framework itself asks AWS. */
export type ClientConfig = CloudFormationClientConfig &
  LambdaClientConfig &
  S3ClientConfig &
  SESv2ClientConfig;

/** A part of the framework that hooks into its commands: ours, or one of its own. */
export interface Plugin {
  readonly hooks: Readonly<Record<string, () => unknown>>;
}

/** What the framework hands to a plugin for the terminal. */
export interface Utils {
  readonly log: { notice(line?: string): void; warning(line: string): void };
}

/** Where the stack is, and a client that is signed in as the framework is. */
export interface StackProvider {
  readonly naming: { getStackName(): string };
  getCloudFormationClient(): Promise<CloudFormationClient>;
}

/** Where the framework keeps the last deployments of a stage: the bucket, the first folder in it, and the name of the template. */
export interface DeploymentBucket {
  readonly naming: { getCompiledTemplateS3Suffix(): string };
  getServerlessDeploymentBucketName(): Promise<string>;
  getDeploymentPrefix(): string;
}

export interface Provider extends StackProvider, DeploymentBucket {
  readonly naming: StackProvider['naming'] &
    DeploymentBucket['naming'] & { getLambdaLogicalId(name: string): string };
  /** Region, credentials and endpoint, as the framework's own clients have them. */
  getAwsSdkV3Config(): Promise<ClientConfig>;
  getStage(): string;
  /** Asks AWS. */
  getAccountId(): Promise<string>;
}

/** A compiled resource of CloudFormation. */
export interface CompiledResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What only CloudFormation knows is an object. */
export type Environment = Record<string, string | object | undefined>;

/**
 * What the plugins use of the Serverless Framework. The published types (`@types/serverless`) are those of its third
 * version and lack `processedInput`, `custom` as it is here and compiled templates.
 */
export interface Serverless {
  readonly service: {
    /** The name of the service. */
    readonly service: string;
    readonly custom: {
      stack: ReturnType<typeof stackOf>;
      esbuild?: Readonly<Record<string, unknown>>;
    };
    readonly provider: {
      readonly environment: Environment;
      compiledCloudFormationTemplate: {
        readonly Description?: string;
        readonly Resources: Readonly<Record<string, CompiledResource>>;
      };
    };
    readonly functions: Readonly<
      Record<string, { readonly name: string; readonly environment?: Environment }>
    >;
    readonly resources?: {
      readonly extensions?: Readonly<Record<string, Pick<CompiledResource, 'Properties'>>>;
    };
  };
  readonly processedInput: { readonly commands: readonly string[] };
  readonly pluginManager: {
    readonly plugins: readonly Plugin[];
    spawn(command: string): Promise<void>;
  };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): Provider;
}
