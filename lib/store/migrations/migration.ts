/** One step forward of the database's layout. */
export interface Migration {
  /** `<number>-<what>`: they are applied in this order. */
  readonly name: string;
  /**
   * Plain SQL, run in one transaction. It leaves the version before this one working (it adds, and takes away only what no
   * released version reads any more), because replicas of both run side by side during an upgrade. Never changed once
   * released: `released.json` holds its checksum, and a database that has it says so at the next start.
   */
  readonly sql: string;
}
