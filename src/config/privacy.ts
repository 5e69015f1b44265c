import Type, { type Static } from 'typebox';

const Numbers = (description: string) =>
  Type.Array(Type.String({ pattern: '^[+0-9][0-9 ()./-]*\\*?$' }), { default: [], description });

/** Whose calls are not listened to. */
export const PrivacyConfig = Type.Object(
  {
    neverListenTo: Numbers(
      'Numbers whose calls are never listened to, at either end; `*` at the end stands for any digits.',
    ),
    onlyListenTo: Numbers(
      'When it has numbers, only calls with one of them at an end are listened to; `*` at the end stands for any digits.',
    ),
  },
  { additionalProperties: false, default: {} },
);

export type PrivacyConfig = Static<typeof PrivacyConfig>;
