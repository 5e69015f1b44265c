import Type, { type Static } from 'typebox';

// One labelled call: a line of a manifest. `npm run docs` writes the JSON schema to docs/manifest.schema.json.

const Speaker = Type.Union([Type.Literal('remote'), Type.Literal('local'), Type.Literal('mixed')], {
  description:
    'remote: the other side, who may be a scammer; local: who is to be protected; mixed: both in one. A call with one voice alone, as a robocall, is remote',
});
const Ms = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, ms since the call began` });
const TurnIndex = (description: string) =>
  Type.Integer({ minimum: 0, description: `${description}, counted from 0 in \`turns\`` });

export const LabelledTurn = Type.Object({
  party: Speaker,
  text: Type.String({ description: 'what was said, by a person or as recognised' }),
  startMs: Type.Optional(Ms('first word')),
  endMs: Type.Optional(Ms('last word')),
  signals: Type.Optional(
    Type.Array(Type.String(), { description: 'signals of src/detection/taxonomy.json in this turn' }),
  ),
  stage: Type.Optional(Type.String({ description: 'stage of the scam, of the taxonomy' })),
});

export const LabelledCall = Type.Object(
  {
    id: Type.String({ minLength: 1, description: 'unique in the manifest' }),
    label: Type.Union([Type.Literal('scam'), Type.Literal('legitimate')]),
    category: Type.String({
      minLength: 1,
      description: 'of a scam: a category of the taxonomy; of an ordinary call: any word, e.g. "family"',
    }),
    hardNegative: Type.Optional(
      Type.Boolean({ description: 'an ordinary call that sounds like a scam: its own row in the report' }),
    ),
    source: Type.String({ minLength: 1, description: 'the collection it comes from' }),
    scenario: Type.Optional(
      Type.String({ description: 'the story it tells: calls of one story stand or fall together' }),
    ),
    campaign: Type.Optional(
      Type.String({
        description:
          'of calls that say nearly the same (robocalls of a campaign, excerpts of a meeting): their story where no scenario is named',
      }),
    ),
    licence: Type.String({ minLength: 1 }),
    split: Type.Union([Type.Literal('train'), Type.Literal('dev'), Type.Literal('test')], {
      description: 'models see train, calibration sees dev, figures come from test',
    }),
    synthetic: Type.Optional(Type.Boolean({ description: 'written or spoken by a machine' })),
    rendering: Type.Optional(Type.String({ description: 'how the text was made, e.g. "clean"' })),
    audio: Type.Optional(
      Type.Union(
        [Type.String({ minLength: 1 }), Type.Object({ remote: Type.String(), local: Type.String() })],
        {
          description:
            'one recording, or one a party; relative to the manifest, inside its folder, or absolute',
        },
      ),
    ),
    parties: Type.Optional(
      Type.Object(
        { left: Speaker, right: Speaker },
        { description: 'who is on which channel of a stereo file' },
      ),
    ),
    turns: Type.Optional(
      Type.Array(LabelledTurn, { description: 'required without audio; with audio the reference text' }),
    ),
    firstCueMs: Type.Optional(Ms('start of the first words that give the scam away')),
    extractionCueMs: Type.Optional(Ms('start of the first words that ask for money, codes or access')),
    firstCueTurn: Type.Optional(TurnIndex('the same for turns without times')),
    extractionCueTurn: Type.Optional(TurnIndex('the same for turns without times')),
  },
  { $id: 'callwarden-labelled-call', description: 'One labelled call: a line of a manifest (JSON lines).' },
);

export type LabelledTurn = Static<typeof LabelledTurn>;
export type LabelledCall = Static<typeof LabelledCall>;
export type Split = LabelledCall['split'];
