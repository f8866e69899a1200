/** The one use that is made of it; its own types would bring another AWS SDK. */
declare module 'nodemailer' {
  export interface Message {
    readonly from: { readonly name: string; readonly address: string };
    readonly to: string;
    readonly subject: string;
    readonly html: string;
    readonly text: string;
    readonly ses: { readonly Tags: ReadonlyArray<{ readonly Name: string; readonly Value: string }> };
  }

  export function createTransport(options: {
    readonly SES: { readonly ses: object; readonly aws: object };
  }): {
    sendMail(message: Message): Promise<unknown>;
  };
}
