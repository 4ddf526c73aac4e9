/** Forms in which a secret may leak: as it is, in JSON, in an address, in base64. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  // A piece of a longer base64 text looks different at each of three offsets; the ends depend on the neighbours.
  const shifted = [0, 1, 2].map((skip) => {
    const bytes = Buffer.from(secret).subarray(skip);
    return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
  });
  const encoded = [json, encodeURIComponent(secret), Buffer.from(secret).toString("base64"), ...shifted];
  return [secret, ...encoded.filter((form) => form.length >= 6)];
}

/** Values that never show in logs, summaries and annotations. */
export class Masks {
  readonly #values = new Set<string>();

  /** Hides a value, and each line of it, from now on. */
  add(value: string): void {
    for (const part of [value, ...value.split(/\r?\n/)]) {
      if (part.trim() === "") continue;
      for (const form of formsOf(part)) this.#values.add(form);
    }
  }

  /** The text with every secret in it as `***`. */
  hide(text: string): string {
    const ranges = this.#rangesIn(text);
    let hidden = "";
    let end = 0;
    for (const range of ranges) {
      hidden += `${text.slice(end, range.start)}***`;
      end = range.end;
    }
    return hidden + text.slice(end);
  }

  /** Whether the text contains a secret. */
  isIn(text: string): boolean {
    return this.#rangesIn(text).length > 0;
  }

  /** The positions of secrets, with overlapping and adjacent ones merged. */
  #rangesIn(text: string): readonly { readonly start: number; readonly end: number }[] {
    const found: { start: number; end: number }[] = [];
    for (const value of this.#values) {
      for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
        found.push({ start: at, end: at + value.length });
      }
    }
    found.sort((one, other) => one.start - other.start);
    const merged: { start: number; end: number }[] = [];
    for (const range of found) {
      const last = merged.at(-1);
      if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
      else merged.push(range);
    }
    return merged;
  }
}
