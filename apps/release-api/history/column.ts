/** A list of whole numbers from 0 that grows, in a fraction of the memory of an array. */
export class Column {
  #values: Uint32Array | Float64Array | Uint8Array;
  #length = 0;

  /** @param first an empty list of the kind that the numbers fit in */
  constructor(first: Uint32Array | Float64Array | Uint8Array) {
    this.#values = first;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** 0 where there is none. */
  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  #grow(): void {
    const length = Math.max(1024, Math.ceil(this.#values.length * 1.5));
    const values = this.#values;
    if (values instanceof Float64Array) this.#values = new Float64Array(length);
    else this.#values = values instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length);
    this.#values.set(values);
  }
}
