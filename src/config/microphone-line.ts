import Type, { type Static } from 'typebox';

/** A microphone of this machine, e.g. beside a speakerphone. */
export const MicrophoneLine = Type.Object(
  {
    kind: Type.Literal('microphone'),
    name: Type.String({
      default: 'microphone',
      minLength: 1,
      description: 'How events call this line; no two alike.',
    }),
    recorder: Type.Union(
      [Type.Literal('auto'), Type.Literal('sox'), Type.Literal('rec'), Type.Literal('arecord')],
      {
        default: 'auto',
        description:
          'Program that records: `sox`, `rec` or `arecord`; `auto` takes the first that gives sound.',
      },
    ),
    device: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description: 'Device as the program knows it, e.g. `hw:1,0`; null for the default one.',
    }),
  },
  { additionalProperties: false, description: 'A microphone of this machine, see docs/microphone.md.' },
);

export type MicrophoneLine = Static<typeof MicrophoneLine>;
