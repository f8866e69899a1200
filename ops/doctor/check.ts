import type { Context } from './context';

/** ✓, ! and ✗: as it should be; worth a look, or it could not be looked at; mails are lost, late or not sent. */
export type Mark = 'ok' | 'warning' | 'wrong';

/** What was found. */
export interface Line {
  readonly mark: Mark;
  readonly text: string;
  /** A command or a link. */
  readonly fix?: string | undefined;
  /** It could not be looked at, so nothing is known of it. */
  readonly unseen?: true;
}

export const ok = (text: string): Line => ({ mark: 'ok', text });
export const warning = (text: string, fix?: string): Line => ({ mark: 'warning', text, fix });
export const unseen = (why: string, fix?: string): Line => ({
  ...warning(`not looked at: ${why}`, fix),
  unseen: true,
});
export const wrong = (text: string, fix?: string): Line => ({ mark: 'wrong', text, fix });

/** A command of the AWS CLI, in the Region of what it mends. */
export const awsCommand = (region: string, command: string): string => `aws ${command} --region ${region}`;

/** What mends a resource of the stack that somebody changed or deleted: a deployment does not notice. */
export const BY_HAND = 'docs/doctor.md#changed-or-deleted-by-hand';

/** A part of a check that may fail, or take too long, without the others. */
export type Part = Line | readonly Line[] | Promise<Line | readonly Line[]>;

/** One thing to look at. The table in docs/doctor.md is made from these. */
export interface Check {
  readonly name: string;
  /** In words, for the table. */
  readonly looksFor: string;
  /** The actions of IAM that it takes. */
  readonly needs: readonly string[];
  /** Looks, and changes nothing. None: there is nothing to look at in this deployment. @throws what AWS says */
  run(context: Context): Promise<readonly Part[]>;
}
