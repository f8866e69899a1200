import { receiveMailEvents } from '../lib/mail-events/receive';

export const handler = receiveMailEvents();
