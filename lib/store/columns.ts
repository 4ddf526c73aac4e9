import type { ColumnType } from "kysely";

/** A moment: ISO 8601 in UTC on both drivers, and written as such. */
export type Moment = ColumnType<string, string | undefined, string>;
export type OptionalMoment = ColumnType<string | null, string | null | undefined, string | null>;
/** A whole number that JavaScript can hold, on both drivers. */
export type Count = ColumnType<number, number | undefined, number>;

/** Who works on a row, and until when; whoever claims it next raises the fence, and an older holder writes nothing more. */
export interface LeaseColumns {
  readonly lease_owner: string | null;
  readonly lease_until: OptionalMoment;
  readonly fence: Count;
}
