import type { AsteriskLine } from '../../config/asterisk-line.js';
import type { AriClient } from './ari-client.js';
import type { MediaKind } from './media/media-port.js';
import type { StasisArrivals } from './stasis-arrivals.js';
import type { TapNames } from './tap-names.js';

/** A PBX that we are connected to, and how we work with it. */
export interface Pbx {
  readonly line: AsteriskLine;
  readonly ari: AriClient;
  readonly names: TapNames;
  readonly arrivals: StasisArrivals;
  /** Ids of what is ours there now, what is only being put on included: everything else of our name is a leftover. */
  readonly held: Set<string>;
  readonly media: MediaKind;
  /** Our address as the PBX reaches it. */
  readonly host: string;
}
