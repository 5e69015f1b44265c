/**
 * Words that the service sends in English, in another language. What is missing here is shown as it comes, marked as
 * English for screen readers.
 */
export interface Terms {
  /** By category of the taxonomy. */
  readonly categories: Readonly<Record<string, { readonly title: string; readonly advice: string }>>;
  /** By signal of the taxonomy. */
  readonly signals: Readonly<Record<string, string>>;
  /** By sample call. */
  readonly samples: Readonly<Record<string, string>>;
}

export const ENGLISH_TERMS: Terms = { categories: {}, signals: {}, samples: {} };
