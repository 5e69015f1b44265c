import type { AriBridge, AriChannel, AriEvent } from './ari-types.js';
import { isParticipant, type Protection, protectedAmong } from './protected-party.js';
import { isTap } from './tap-names.js';

const KEY = /^[0-9*#A-D]$/;

/** What the tracker makes of an event. */
export type CallChange =
  | {
      readonly kind: 'began';
      readonly channel: AriChannel;
      /** Who is at the other end; in a conference one of them. */
      readonly peer: AriChannel;
      /** All at the other end. */
      readonly others: readonly AriChannel[];
    }
  /** Others are at the other end of a call that goes on. */
  | { readonly kind: 'joined'; readonly channel: AriChannel; readonly others: readonly AriChannel[] }
  /** Somebody who is heard in the call of the protected channel pressed a key. */
  | {
      readonly kind: 'key';
      readonly channelId: string;
      readonly party: 'remote' | 'local';
      readonly digit: string;
      readonly durationMs?: number;
    }
  | { readonly kind: 'ended'; readonly channelId: string };

/**
 * Follows channels and bridges, and tells when a protected party begins to talk to somebody and when its channel is
 * gone. Between the two, holds, transfers and conference joins change who is at the other end, not the call: what the
 * protected party says and hears is one call. Pure; told the same thing twice it does nothing.
 */
export class CallTracker {
  readonly #channels = new Map<string, AriChannel>();
  readonly #bridges = new Map<string, Set<string>>();
  /** Channels of the calls, with the ids of those at the other end. */
  readonly #calls = new Map<string, string>();

  constructor(private readonly protection: Protection) {}

  /** What the PBX has now, in place of all that was known. Calls that are over are told so, those that are up begin. */
  snapshot(channels: readonly AriChannel[], bridges: readonly AriBridge[]): CallChange[] {
    this.#channels.clear();
    this.#bridges.clear();
    for (const channel of channels) this.#channels.set(channel.id, channel);
    for (const bridge of bridges)
      if (carriesTalk(bridge)) this.#bridges.set(bridge.id, new Set(bridge.channels));
    const gone = [...this.#calls.keys()].filter((id) => !this.#channels.has(id));
    return [
      ...gone.flatMap((id) => this.#end(id)),
      ...[...this.#bridges.keys()].flatMap((id) => this.#look(id)),
    ];
  }

  apply(event: AriEvent): CallChange[] {
    const { type, channel, bridge } = event;
    if (bridge && type === 'BridgeDestroyed') this.#bridges.delete(bridge.id);
    if (!channel || isTap(channel.id)) return [];
    if (type === 'ChannelDestroyed') return this.#end(channel.id);
    this.#channels.set(channel.id, channel);
    if (type === 'ChannelDtmfReceived') return this.#press(channel.id, event);
    if (!bridge || !carriesTalk(bridge)) return [];
    if (type === 'ChannelLeftBridge') {
      this.#bridges.get(bridge.id)?.delete(channel.id);
      return this.#joined(this.#inside(bridge.id));
    }
    if (type !== 'ChannelEnteredBridge') return [];
    this.#bridges.set(bridge.id, new Set([...bridge.channels, channel.id]));
    return this.#look(bridge.id);
  }

  /** A call is not heard after all: the next look at the PBX may begin it again. */
  forget(channelId: string): void {
    this.#calls.delete(channelId);
  }

  #look(bridgeId: string): CallChange[] {
    const inside = this.#inside(bridgeId);
    if (inside.length < 2) return [];
    const joined = this.#joined(inside);
    // Of a call that is heard already the other end is not heard a second time, unless a condition wants it.
    const began = protectedAmong(inside, this.protection).flatMap((channel): CallChange[] => {
      const others = inside.filter(({ id }) => id !== channel.id);
      const [peer] = others;
      const heard = inside.length === 2 && others.some(({ id }) => this.#calls.has(id));
      if (!peer || heard || this.#calls.has(channel.id)) return [];
      this.#calls.set(channel.id, idsOf(others));
      return [{ kind: 'began', channel, peer, others }];
    });
    return [...joined, ...began];
  }

  /** Calls whose other end is not who it was. Left alone for a while, a party talks to nobody new. */
  #joined(inside: readonly AriChannel[]): CallChange[] {
    if (inside.length < 2) return [];
    return inside.flatMap((channel): CallChange[] => {
      const others = inside.filter(({ id }) => id !== channel.id);
      const before = this.#calls.get(channel.id);
      if (before === undefined || before === idsOf(others)) return [];
      this.#calls.set(channel.id, idsOf(others));
      return [{ kind: 'joined', channel, others }];
    });
  }

  #inside(bridgeId: string): AriChannel[] {
    return [...(this.#bridges.get(bridgeId) ?? [])]
      .map((id) => this.#channels.get(id))
      .filter((channel) => channel !== undefined)
      .filter(isParticipant);
  }

  #press(channelId: string, { digit, duration_ms: durationMs }: AriEvent): CallChange[] {
    if (digit === undefined || !KEY.test(digit)) return [];
    const key = { kind: 'key', digit, ...(durationMs === undefined ? {} : { durationMs }) } as const;
    if (this.#calls.has(channelId)) return [{ ...key, channelId, party: 'local' }];
    return [...this.#bridges.values()]
      .filter((inside) => inside.has(channelId))
      .flatMap((inside) => [...inside].filter((id) => this.#calls.has(id)))
      .map((id) => ({ ...key, channelId: id, party: 'remote' }));
  }

  #end(channelId: string): CallChange[] {
    this.#channels.delete(channelId);
    for (const inside of this.#bridges.values()) inside.delete(channelId);
    return this.#calls.delete(channelId) ? [{ kind: 'ended', channelId }] : [];
  }
}

function idsOf(channels: readonly AriChannel[]): string {
  return channels
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

function carriesTalk(bridge: AriBridge): boolean {
  return !isTap(bridge.id) && bridge.bridge_type !== 'holding';
}
