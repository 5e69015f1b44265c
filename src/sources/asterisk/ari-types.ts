import Type, { type Static } from 'typebox';

// The part of ARI's answers and events that we read (Asterisk 16 to 22). What else is in them is let pass.

const Identity = Type.Object({ name: Type.String(), number: Type.String() });

export const AriChannel = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  caller: Identity,
  connected: Identity,
  dialplan: Type.Object({
    context: Type.String(),
    exten: Type.String(),
    app_name: Type.Optional(Type.String()),
  }),
  creationtime: Type.String(),
  channelvars: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export type AriChannel = Static<typeof AriChannel>;

export const AriBridge = Type.Object({
  id: Type.String(),
  bridge_class: Type.String(),
  bridge_type: Type.String(),
  channels: Type.Array(Type.String()),
});
export type AriBridge = Static<typeof AriBridge>;

export const AriEvent = Type.Object({
  type: Type.String(),
  channel: Type.Optional(AriChannel),
  bridge: Type.Optional(AriBridge),
  /** Of a key that was pressed. */
  digit: Type.Optional(Type.String()),
  duration_ms: Type.Optional(Type.Number()),
});
export type AriEvent = Static<typeof AriEvent>;

export const AriModule = Type.Object({ name: Type.String(), status: Type.String() });

/** What an application is told of; `channel:` and `bridge:` without an id stand there as one topic of all. */
export const AriApplication = Type.Object({
  channel_ids: Type.Array(Type.String()),
  bridge_ids: Type.Array(Type.String()),
});
