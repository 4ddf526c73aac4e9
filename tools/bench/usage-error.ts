/** What was asked for cannot be understood. */
export class UsageError extends Error {}
