/** The part of the vocabulary (model.ts) about repositories. */

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** `owner/name`. */
  readonly fullName: string;
  readonly defaultBranch: string;
  /** The real bare repository on disk. */
  readonly gitDir: string;
  /** Clone address, without a token: `http://127.0.0.1:PORT/acme/my-app.git`. */
  readonly cloneUrl: string;
  /** Page address: `http://127.0.0.1:PORT/acme/my-app`. */
  readonly htmlUrl: string;
  readonly private: boolean;
  /** Nobody may change it any more. */
  readonly archived: boolean;
}

export interface NewRepository {
  readonly defaultBranch?: string;
  readonly private?: boolean;
  /** Others may create repositories from it; those are not templates themselves. */
  readonly isTemplate?: boolean;
  /** The first commit's files, by path; the first commit starts no workflow. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The executable files among them, by path. */
  readonly executables?: readonly string[];
}
