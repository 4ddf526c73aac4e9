/**
 * What a stand-in answers when the real service could do something and the sandbox cannot: always this, never an answer
 * that only looks real.
 */
export const unknownText = (what: string): string => `sandbox does not know ${what}`;
