/** Base of every error this service throws itself; `cause` is kept, never logged as text. */
export abstract class NotificationServiceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A missing or wrong environment variable; thrown while the function starts, so that no record is taken. */
export class ConfigError extends NotificationServiceError {}

/** The function was invoked with something that no Kafka event source mapping sends. */
export class NotKafkaEventError extends NotificationServiceError {}

/** DynamoDB refused, failed or did not answer; the record is worth another try. Its message is safe to log. */
export class StoreUnavailableError extends NotificationServiceError {}
