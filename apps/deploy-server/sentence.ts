/** A clause as a sentence of its own: with a capital and a full stop. */
export function sentence(clause: string): string {
  const stop = /[.!?]$/.test(clause) ? "" : ".";
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${stop}`;
}
