/* Not bundled, the code reads these when it is loaded: the tests have what a notification says on every channel. */
process.env.CHANNEL_SMS = 'on';
process.env.CHANNEL_PUSH = 'on';
